/**
 * What carries frames between a broker and those at a distance: the seam that a transport's author implements.
 *
 * <p>A {@link dev.dunlin.transport.Transport} listens and connects; both give {@link dev.dunlin.transport.Connection
 * connections}, to each of which a {@link dev.dunlin.transport.Receiver} belongs that is told of {@link
 * dev.dunlin.transport.Frame frames}. Frames arrive in order or the connection breaks. {@link
 * dev.dunlin.transport.Transports} finds the one for a scheme.
 */
@NullMarked
package dev.dunlin.transport;

import org.jspecify.annotations.NullMarked;
