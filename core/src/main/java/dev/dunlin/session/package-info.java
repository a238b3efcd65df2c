/**
 * The broker at a distance: {@link dev.dunlin.session.BrokerServer} serves any broker over any transport, and {@link
 * dev.dunlin.session.BrokerClient} is a broker whose messages are kept at the other end.
 */
@NullMarked
package dev.dunlin.session;

import org.jspecify.annotations.NullMarked;
