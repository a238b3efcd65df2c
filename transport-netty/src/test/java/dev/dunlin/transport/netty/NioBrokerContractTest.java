package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.transport.Transport;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

/** A broker that is reached over {@code tcp:} on sockets of the JDK, whatever the machine prefers. */
final class NioBrokerContractTest implements SocketBrokerContract {

    @Override
    public String address() {
        return "tcp://127.0.0.1:0";
    }

    @Override
    public Transport transport() {
        return new NettyTransport(EventLoops::nio);
    }

    @Test
    void theSocketsAreThoseOfTheJdk() {
        assertThat(EventLoops.nio().tcp().sockets()).isEqualTo(NioSocketChannel.class);
    }
}
