package dev.dunlin.transport.netty;

/** A broker that is reached over {@code tcp:}. */
final class TcpBrokerContractTest implements SocketBrokerContract {

    @Override
    public String address() {
        return "tcp://127.0.0.1:0";
    }
}
