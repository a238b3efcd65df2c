package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.contracts.RecordingReceiver;
import dev.dunlin.contracts.TransportScenario;
import dev.dunlin.contracts.TransportScenarios;
import dev.dunlin.environment.Clock;
import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.environment.Worker;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.ConnectHints;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A name that stands for several addresses. */
final class SeveralAddressesTest implements TransportScenarios {

    private static final ConnectHints SPREAD = new ConnectHints(true, new Company());

    private static final String HOST = "several.test";

    private final HeldTimers timers = new HeldTimers();
    private List<InetAddress> addresses = List.of();

    @Override
    public Transport transport() {
        return new NettyTransport(EventLoops::preferred, host -> {
            assertThat(host).isEqualTo(HOST);
            return addresses;
        });
    }

    @Override
    public URI address() {
        return URI.create("tcp://127.0.0.1:0");
    }

    @Test
    void theSecondIsTriedWhenTheFirstRefuses() {
        addresses = List.of(loopback(2), loopback(1));
        try (TransportScenario it = transportScenario();
                TransportLog log = new TransportLog()) {
            Queue<RecordingReceiver> accepted = new ConcurrentLinkedQueue<>();
            Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                RecordingReceiver receiver = it.receiver(connection);
                accepted.add(receiver);
                return receiver;
            });
            int port = listener.address().getPort();

            Connection connection = it.connect(named(port)).connection();
            connection.send(new Frame.Ping(1));
            connection.flush();

            assertThat(connection.peer()).isEqualTo("127.0.0.1:" + port);
            it.world().await("it is accepted", () -> !accepted.isEmpty());
            assertThat(accepted.remove().awaitFrames(1)).containsExactly(new Frame.Ping(1));
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("event=connect-failed address=tcp://several.test:" + port + " peer=127.0.0.2:"
                                    + port + " attempt=1 detail=\"")
                            .contains("refused"));
        }
    }

    @Test
    void aConnectionComesFromTheAddressThatIsAskedFor() {
        try (TransportScenario it = transportScenario()) {
            Queue<String> peers = new ConcurrentLinkedQueue<>();
            Listener listener = it.listen(TransportLimits.DEFAULT, connection -> {
                peers.add(connection.peer());
                return it.receiver(connection);
            });
            URI there = URI.create("tcp://127.0.0.1:" + listener.address().getPort() + "?from=127.0.0.2");

            assertThat(it.connect(there).connection().peer()).startsWith("127.0.0.1:");
            it.world().await("it is accepted", () -> !peers.isEmpty());
            assertThat(peers.remove()).startsWith("127.0.0.2:");
        }
    }

    @Test
    void whatEachMetIsInTheMessageAndInTheLog() {
        addresses = List.of(loopback(2), loopback(3), loopback(2));
        try (TransportScenario it = transportScenario();
                TransportLog log = new TransportLog()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, it::receiver);
            int port = listener.address().getPort();

            DunlinException fault = it.fault(it.connecting(named(port)));
            assertThat(fault.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(fault)
                    .hasMessage("tcp://several.test:" + port + ": none of its 2 addresses can be reached: 127.0.0.2:"
                            + port + " connection refused, 127.0.0.3:" + port
                            + " connection refused; is a broker listening at one of them?");
            assertThat(fault.getCause().getSuppressed()).hasSize(2);
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(1)).contains("peer=127.0.0.3:" + port + " attempt=2");
        }
    }

    @Test
    void thoseWhoSpreadBeginAnywhereAndComeToEach() {
        addresses = List.of(loopback(2), loopback(3), loopback(1));
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, it::receiver);
            int port = listener.address().getPort();
            Set<List<String>> orders = new HashSet<>();
            for (long seed = 0; seed < 40; seed++) {
                Chance chance = new Chance(seed);
                List<String> order = triedWith(it, port, chance);
                assertThat(triedWith(it, port, new Chance(seed))).isEqualTo(order);
                orders.add(order);
            }
            // Those before the one that answers: none, either, or both in either order.
            assertThat(orders)
                    .containsExactlyInAnyOrder(
                            List.of(), List.of("2"), List.of("3"), List.of("2", "3"), List.of("3", "2"));
        }
    }

    /** Connects, spread by chance; tells which were tried in vain, by their last number. */
    private List<String> triedWith(TransportScenario it, int port, Environment chance) {
        try (TransportLog log = new TransportLog()) {
            Connection connection = Environment.system()
                    .await(
                            transport().connect(named(port), chance, TransportLimits.DEFAULT, SPREAD, it::receiver),
                            Duration.ofSeconds(10).toNanos());
            assertThat(connection.peer()).isEqualTo("127.0.0.1:" + port);
            return log.lines().stream()
                    .map(line -> line.replaceAll(".* peer=127\\.0\\.0\\.(\\d):.*", "$1"))
                    .toList();
        }
    }

    /** The system, but for chance. */
    private static final class Chance implements Environment {

        private final Random random;

        Chance(long seed) {
            random = new Random(seed);
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public Clock clock() {
            return Environment.system().clock();
        }

        @Override
        public Scheduler scheduler() {
            return Environment.system().scheduler();
        }

        @Override
        public Executor executor() {
            return Environment.system().executor();
        }

        @Override
        public Worker startWorker(String name, Duty duty) {
            return Environment.system().startWorker(name, duty);
        }

        @Override
        public <T> T await(CompletionStage<T> stage, long timeoutNanos) {
            return Environment.system().await(stage, timeoutNanos);
        }
    }

    @Test
    void oneThatDoesNotAnswerLeavesTimeForTheOther() throws IOException {
        addresses = List.of(loopback(2), loopback(1));
        List<Socket> waiting = new ArrayList<>();
        try (TransportScenario it = transportScenario()) {
            Listener listener = it.listen(TransportLimits.DEFAULT, it::receiver);
            int port = listener.address().getPort();
            // Nobody accepts: two fill the line, and the third is not answered.
            try (ServerSocket deaf = new ServerSocket(port, 1, loopback(2))) {
                for (int i = 0; i < 2; i++) {
                    waiting.add(new Socket(deaf.getInetAddress(), port));
                }
                CompletionStage<Connection> connecting =
                        transport().connect(named(port), timers, TransportLimits.DEFAULT, it::receiver);
                it.world().await("both timers are set", () -> timers.held().size() == 2);
                HeldTimers.Held share = timers.held().stream()
                        .filter(timer ->
                                timer.delayNanos() == Duration.ofSeconds(5).toNanos())
                        .findAny()
                        .orElseThrow();
                share.task().run();

                Connection connection = Environment.system()
                        .await(connecting, Duration.ofSeconds(10).toNanos());
                assertThat(connection.peer()).isEqualTo("127.0.0.1:" + port);
                assertThat(timers.held()).isEmpty();
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void givingUpTellsWhatWasMetBefore() throws IOException {
        addresses = List.of(loopback(3), loopback(2));
        List<Socket> waiting = new ArrayList<>();
        try (TransportScenario it = transportScenario();
                ServerSocket deaf = new ServerSocket(0, 1, loopback(2))) {
            int port = deaf.getLocalPort();
            for (int i = 0; i < 2; i++) {
                waiting.add(new Socket(deaf.getInetAddress(), port));
            }
            try (TransportLog log = new TransportLog()) {
                CompletionStage<Connection> connecting =
                        transport().connect(named(port), timers, TransportLimits.DEFAULT, it::receiver);
                it.world().await("the first has failed", () -> !log.lines().isEmpty());
                HeldTimers.Held all = timers.held().stream()
                        .filter(timer ->
                                timer.delayNanos() == Duration.ofSeconds(10).toNanos())
                        .findAny()
                        .orElseThrow();
                all.task().run();

                assertThat(it.fault(connecting))
                        .hasMessage("tcp://several.test:" + port + ": no answer within 10 s; before that: 127.0.0.3:"
                                + port + " connection refused");
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static URI named(int port) {
        return URI.create("tcp://" + HOST + ":" + port);
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
