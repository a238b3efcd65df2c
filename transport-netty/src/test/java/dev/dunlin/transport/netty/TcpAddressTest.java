package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TcpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1:7400, 127.0.0.1, 7400",
        "TCP://localhost:0, localhost, 0",
        "tcp://broker_1:65535, broker_1, 65535",
        "tcp://[::1]:7400, [::1], 7400",
        "tcp://[fe80::1%25lo]:7400, [fe80::1%25lo], 7400",
    })
    void hostAndPortAreFound(String address, String host, int port) {
        TcpAddress tcp = TcpAddress.parse(URI.create(address));

        assertThat(tcp).isEqualTo(new TcpAddress(host, port));
        assertThat(TcpAddress.parse(tcp.uri())).isEqualTo(tcp);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:localhost, not of the form tcp://host:port",
        "tcp:/localhost:1, not of the form",
        "udp://localhost:1, not of the form",
        "localhost, not of the form",
        "tcp://localhost, 'has no port, as in tcp://localhost:7400'",
        "tcp://[::1], has no port",
        "tcp://localhost:, is no port",
        "tcp://localhost:http, is no port",
        "tcp://localhost:65536, port 65536 is not from 0 to 65535",
        "tcp://localhost:-1, port -1 is not from 0 to 65535",
        "tcp://localhost:99999999999, is no port",
        "tcp://:7400, has no host",
        "tcp://me@localhost:7400, has no host",
        "tcp://localhost:7400/topic, has something after its port",
        "tcp://localhost:7400?a=b, has something after its port that is not ?reuseport=true",
        "tcp://localhost:7400?reuseport=false, has something after its port",
        "tcp://localhost:7400?reuseport=true&reuseport=true, has something after its port",
        "tcp://localhost:7400?loops=io_uring&, has something after its port",
        "tcp://localhost:7400?loops=uring, 'that is not ?reuseport=true, ?loops=io_uring or ?from=192.0.2.7, or several with &'",
        "tcp://localhost:7400?from=here, has something after its port",
        "tcp://localhost:7400?from=127.0.0.1&from=127.0.0.2, has something after its port",
        "tcp://localhost:7400?, has something after its port",
        "tcp://localhost:7400#a, has something after its port",
    })
    void whatIsNoAddressIsRefusedWithTheAddressAndTheMend(String address, String why) {
        assertThatThrownBy(() -> TcpAddress.parse(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address=\"" + address + "\"")
                .hasMessageContaining(why);
    }

    @Test
    void anAddressMayBeSharedByThoseWhoListen() {
        TcpAddress shared = TcpAddress.parse(URI.create("tcp://localhost:7400?reuseport=true"));

        assertThat(shared).isEqualTo(new TcpAddress("localhost", 7400, new AddressOptions(true, false)));
        assertThat(shared.withPort(7401).uri()).hasToString("tcp://localhost:7401");
        assertThatThrownBy(shared::requireConnectable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address=\"tcp://localhost:7400?reuseport=true\": reuseport=true is for listening, leave it"
                        + " out");
    }

    @Test
    void whereConnectionsComeFromMayBeChosen() throws UnknownHostException {
        TcpAddress from = TcpAddress.parse(URI.create("tcp://127.0.0.1:7400?from=127.0.0.2&loops=io_uring"));
        assertThat(from.requireConnectable().local())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
        assertThat(new TcpAddress("127.0.0.1", 7400).local()).isNull();
        assertThatThrownBy(() -> from.prepare(new Bootstrap(), EventLoops.preferred()))
                .hasMessage("from= is for connecting; leave it out, and listen at that address");
    }

    @Test
    void whatServesItsSocketsMayBeChosen() {
        TcpAddress listening = TcpAddress.parse(URI.create("tcp://localhost:0?loops=io_uring&reuseport=true"));
        TcpAddress connecting = TcpAddress.parse(URI.create("tcp://localhost:7400?loops=io_uring"));

        assertThat(listening.options()).isEqualTo(new AddressOptions(true, true));
        assertThat(connecting.requireConnectable().options()).isEqualTo(new AddressOptions(false, true));
        assertThat(listening.withPort(7401).uri()).hasToString("tcp://localhost:7401");
    }

    @Test
    void oneCannotConnectToPort0() {
        assertThatThrownBy(
                        () -> TcpAddress.parse(URI.create("tcp://localhost:0")).requireConnectable())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port 0 is for listening");
    }
}
