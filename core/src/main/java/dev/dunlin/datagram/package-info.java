/**
 * Datagrams, and reliable delivery over them.
 *
 * <p>A {@link dev.dunlin.datagram.DatagramNetwork} carries {@linkplain dev.dunlin.datagram.Packet packets} between {@linkplain
 * dev.dunlin.datagram.PacketSocket sockets}, and promises nothing. {@link dev.dunlin.datagram.ReliableTransport} makes
 * connections of it, over which sessions and calls run as over any other. What packets carry is made of frames by a {@link
 * dev.dunlin.datagram.FrameCodec}: as bytes, or {@linkplain dev.dunlin.datagram.FramesByReference by reference} within one
 * JVM.
 *
 * <p>The journey of a frame: {@code Dialing} and {@code Listening} make a {@code ReliableLink} at each end, drawing numbers
 * from a {@code Secret}. A sender's frame is laid out, waits in the {@code SendQueue}, and is cut by {@code Sending} into
 * packets, which the {@code SendWindow} remembers as {@code Outstanding} until they are acknowledged; {@code RoundTrip} says
 * how long to wait, {@code Congestion} how many may be on their way. At the other end the {@code Port} of the socket finds
 * the {@code LinkCourse}, whose {@code Receiving} brings packets into order in its {@code ReceiveWindow}, says what has come, and joins
 * the frames for its {@code Audience}; {@code StillFrame} looks that none stands still. {@code PeerWire} says it all to
 * the peer. One {@code Alarm} for each link waits for what is due by its
 * {@code Timing}.
 */
@NullMarked
package dev.dunlin.datagram;

import org.jspecify.annotations.NullMarked;
