package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.transport.Transport;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract on Linux's own sockets. */
@EnabledOnOs(OS.LINUX)
final class EpollTransportTest implements WireContract {

    @Override
    public Transport transport() {
        return new NettyTransport(EventLoops::epoll);
    }

    @Test
    void epollIsWhatLinuxPrefers() {
        Throwable whyNot = Epoll.unavailabilityCause();
        assertThat(whyNot).isNull();
        assertThat(EventLoops.preferred().tcp().sockets()).isEqualTo(EpollSocketChannel.class);
    }
}
