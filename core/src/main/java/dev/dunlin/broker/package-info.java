/**
 * The broker and the journey of a message through it.
 *
 * <p>{@link dev.dunlin.broker.Broker} gives a {@link dev.dunlin.broker.Topic}; {@code publish} makes an {@link
 * dev.dunlin.broker.Envelope} and appends it to the topic's log of segments; a cursor of each {@link
 * dev.dunlin.broker.Subscription} follows the log, served by a dispatcher, and hands a {@link
 * dev.dunlin.broker.Message} to the subscriber's handler. The reclaimer frees what has expired.
 */
@NullMarked
package dev.dunlin.broker;

import org.jspecify.annotations.NullMarked;
