package dev.dunlin.benchmarks.calls;

import io.netty.channel.ChannelHandlerContext;

/** One connection of the client: gives answers to the quorum. Used by the event loop. */
final class NettyAnswers extends NettyFrames {

    private final NettyQuorum quorum;
    private final int replica;

    NettyAnswers(NettyQuorum quorum, int replica) {
        this.quorum = quorum;
        this.replica = replica;
    }

    @Override
    void frame(ChannelHandlerContext context, long number, byte[] body) {
        quorum.answered(replica, number, body);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        quorum.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        quorum.gone(replica);
    }
}
