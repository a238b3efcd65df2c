/**
 * TCP sockets by Netty.
 *
 * <p>The files in the order of the journey. A connection is made: {@link dev.dunlin.transport.netty.NettyTransport},
 * TcpAddress (AddressOptions), EventLoops (Uring), Binding or Dial (SocketFault says why not), ConnectionInitializer, NettyConnection. A frame goes
 * out: FrameProxy queues what FrameEncoder measured, and has it encoded. A frame comes in: FrameAssembler finds it
 * (OtherProtocol guesses what it is if it is none, FrameDeadline gives up who does not go on with it), FrameDecoder decodes
 * it, FrameAdapter hands it over. Kinds of frames that carry messages are encoded and decoded by hand,
 * in a file each (PublishFormat, PublishedFormat, DeliverFormat, SequencesFormat, CreditFormat, AnswerFormat) with
 * FieldWriter and FieldReader, within FrameBounds; the others by ColdEncoder and ColdDecoder with generated code.
 */
@NullMarked
package dev.dunlin.transport.netty;

import org.jspecify.annotations.NullMarked;
