package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two server processes behind one list of addresses, each of which in turn goes and begins anew while two publishers and two
 * subscribers go on. {@code -Ddunlin.rounds=100} does it a hundred times; the ordinary build, once.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class RollingRestartTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.rounds", 1);
    private static final int SERVERS = 2;

    /** What each must come to before the next server goes. */
    private static final int SOME = 200;

    private static final long LOOK_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    /** Numbers from the first to the last, which one broker has kept of one publisher. */
    private record Run(long first, long last) {}

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<Child> servers = new ArrayList<>();
    private final List<RollingPublisher> publishers = new ArrayList<>();
    private final List<RollingSubscriber> subscribers = new ArrayList<>();
    private final Map<String, List<Run>> kept = new HashMap<>();
    private int born;

    @AfterEach
    void close() {
        publishers.forEach(RollingPublisher::close);
        subscribers.forEach(RollingSubscriber::close);
        servers.forEach(Child::close);
    }

    @Test
    void serversThatAreDrainedInTurnLoseNothing() throws Exception {
        begin();
        for (int round = 0; round < ROUNDS * SERVERS; round++) {
            int index = round % SERVERS;
            drain(servers.get(index));
            awaitMore();
            servers.set(index, server(index));
        }
        finish();
        for (Child server : servers) {
            drain(server);
        }
        for (RollingPublisher publisher : publishers) {
            assertThat(publisher.acknowledged()).as("all were answered").isEqualTo(publisher.answered());
            assertThat(inOnePiece(publisher.name())).isEqualTo(new Run(0, publisher.answered() - 1));
        }
    }

    @Test
    void serversThatAreKilledInTurnAreLeftBehind() throws Exception {
        begin();
        for (int round = 0; round < ROUNDS * SERVERS; round++) {
            int index = round % SERVERS;
            servers.get(index).kill();
            servers.get(index).close();
            awaitMore();
            servers.set(index, server(index));
        }
        finish();
        // Those that were on their way when a server was killed: sent again to the next, they might be kept by both.
        assertThat(publishers).anyMatch(publisher -> publisher.acknowledged() < publisher.answered());
    }

    /** Starts all; each address is the first of one publisher's and one subscriber's list. */
    private void begin() throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            addresses.add("tcp://127.0.0.1:" + freePort());
            servers.add(server(i));
        }
        for (int i = 0; i < SERVERS; i++) {
            String list = addresses.get(i) + "," + addresses.get((i + 1) % SERVERS);
            subscribers.add(new RollingSubscriber("s" + i, list, faults));
            publishers.add(new RollingPublisher("p" + i, list, faults));
        }
        awaitMore();
    }

    /** A port below those that connections are given, so that none has it when a server comes back. */
    private int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 30_000; port++) {
            boolean own = addresses.contains("tcp://127.0.0.1:" + port);
            try (ServerSocket probe = own ? null : new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (probe != null) {
                    return port;
                }
            } catch (IOException e) {
                // Somebody else's.
            }
        }
        throw new IOException("no port below 30000 is free");
    }

    private Child server(int index) throws Exception {
        Child server = Child.start(List.of(), "server", addresses.get(index), index + "." + born++);
        try {
            server.hear(Peer.LISTENING);
            return server;
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** Lets a server go in order, and writes down what it has kept. */
    private void drain(Child server) throws Exception {
        server.signal("TERM");
        for (String line = server.hear(Peer.KEEPS); !line.equals(Peer.ALL_SAID); line = server.hear(Peer.KEEPS)) {
            String[] words = line.split(" ", -1);
            Run run = new Run(Long.parseLong(words[1]), Long.parseLong(words[2]));
            assertThat(words[3])
                    .as("of " + words[0] + " out of order in " + run)
                    .isEqualTo("0");
            kept.computeIfAbsent(words[0], name -> new ArrayList<>()).add(run);
        }
        server.close();
    }

    /** What brokers have kept of a publisher, if the numbers follow one another from each to the next. */
    private Run inOnePiece(String publisher) {
        List<Run> runs = kept.getOrDefault(publisher, new ArrayList<>());
        runs.sort(Comparator.comparing(Run::first));
        Run all = runs.get(0);
        for (Run run : runs.subList(1, runs.size())) {
            assertThat(run.first()).as("kept of " + publisher + ": " + runs).isEqualTo(all.last() + 1);
            all = new Run(all.first(), run.last());
        }
        return all;
    }

    /** Waits until each publisher has been answered some more, and each subscriber given some more. */
    private void awaitMore() {
        List<Long> answered =
                publishers.stream().map(RollingPublisher::acknowledged).toList();
        List<Long> came = subscribers.stream().map(RollingSubscriber::came).toList();
        await(() -> {
            boolean more = true;
            for (int i = 0; i < SERVERS; i++) {
                more &= publishers.get(i).acknowledged() >= answered.get(i) + SOME;
                more &= subscribers.get(i).came() >= came.get(i) + SOME;
            }
            return more;
        });
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean() && faults.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        assertThat(List.copyOf(faults)).isEmpty();
        assertThat(condition.getAsBoolean())
                .as(
                        "there is progress: %s acknowledged, %s have come",
                        publishers.stream().map(RollingPublisher::acknowledged).toList(),
                        subscribers.stream().map(RollingSubscriber::came).toList())
                .isTrue();
    }

    /** Ends the publishing; the last message of each publisher must come to each subscriber. */
    private void finish() throws InterruptedException {
        for (RollingPublisher publisher : publishers) {
            publisher.stop();
        }
        await(() -> publishers.stream()
                .allMatch(publisher -> subscribers.stream()
                        .allMatch(subscriber -> subscriber.lastOf(publisher.name()) == publisher.answered() - 1)));
        for (RollingSubscriber subscriber : subscribers) {
            // The first, and one for each time that the one at which all were has gone.
            assertThat(subscriber.brokers()).isGreaterThanOrEqualTo(ROUNDS * SERVERS);
        }
    }
}
