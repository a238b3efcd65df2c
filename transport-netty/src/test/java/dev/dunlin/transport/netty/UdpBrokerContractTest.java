package dev.dunlin.transport.netty;

/** A broker that is reached over {@code udp:}. */
final class UdpBrokerContractTest implements SocketBrokerContract {

    @Override
    public String address() {
        return "udp://127.0.0.1:0";
    }
}
