package dev.dunlin.transport.netty;

import dev.dunlin.transport.Transport;

/** The contract on sockets of the JDK. */
final class NioTransportTest implements WireContract {

    @Override
    public Transport transport() {
        return new NettyTransport(EventLoops::nio);
    }
}
