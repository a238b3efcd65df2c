package dev.dunlin.session;

import com.sun.management.ThreadMXBean;
import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.ServerStats;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.inmemory.InMemoryTransport;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets clients say anything to a server in any order, on virtual time, and looks at what comes of it: each connection ends
 * for a reason that is counted, no fault of the server's own is among them, nothing is left, and memory stays within its
 * bound. Clients come back as the publisher that they were, with what they have said said again, while the server still holds
 * their old connection or after it has ended: what is remembered of them is given back in the end. A target for a fuzzer: what
 * is done follows from the input alone.
 */
public final class SessionFuzz {

    private static final URI ADDRESS = URI.create("inmem://fuzz");
    private static final TransportLimits LIMITS = new TransportLimits(64 << 10, 16 << 10, 256 << 10);
    private static final int MEMORY_BYTES = 256 << 10;
    private static final PublishOptions AT_ONCE =
            PublishOptions.builder().nonBlocking().build();
    private static final int MOST_STEPS = 64;
    private static final int MOST_CLIENTS = 8;

    /** What any frame counts for, however short. */
    private static final int LEAST_BYTES = 64;

    /** After so long at most a server has given up who is gone without a word. */
    private static final Duration SILENCE = Duration.ofSeconds(31);

    private static final Duration FORGETTING = Duration.ofMinutes(2);

    /** What may be allocated for each byte that a client says or the broker hands out, and once. */
    private static final long EACH_BYTES = 64;

    private static final long ONCE_BYTES = 16 << 20;

    /** And for each millisecond that passes: who is held up asks again all the while. */
    private static final long EACH_MILLI_BYTES = 512;

    private static final int MOST_TRIES = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Escapes ESCAPES = Escapes.watched("dev.dunlin");

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final InMemoryTransport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final Broker broker = Broker.inMemory(BrokerConfig.builder()
            .environment(world)
            .maxRetainedBytes(MEMORY_BYTES)
            .maxTopics(20)
            .build());
    private final BrokerServer server = BrokerServer.serve(
            broker,
            ServerConfig.builder()
                    .address(ADDRESS.toString())
                    .transport(transport)
                    .limits(LIMITS)
                    .publishWindow(50)
                    .maxSubscriptions(3)
                    .maxConnections(3)
                    .build());
    private final Choices choices;
    private final List<Client> clients = new ArrayList<>();

    /** What is said by the publishers that come back, by their names. */
    private final Map<Long, FrameChoices> publishers = new HashMap<>();

    private long saidBytes;

    private SessionFuzz(byte[] input) {
        choices = new Choices(input);
    }

    /** Called by the fuzzer for each of its inputs. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (int i = 0; ; i++) {
            SessionFuzz session = new SessionFuzz(input);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            session.run();
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            // Again if it was too much: at first classes are loaded, and a fuzzer changes them.
            long millis = session.world.clock().millis();
            if (allocated <= ONCE_BYTES + EACH_BYTES * session.saidBytes + EACH_MILLI_BYTES * millis) {
                return;
            }
            check(
                    i < MOST_TRIES,
                    allocated + " bytes allocated, " + session.saidBytes + " said in " + millis
                            + " ms, are not too many");
        }
    }

    private void run() {
        connect();
        for (int i = 0; i < MOST_STEPS && !choices.isEmpty(); i++) {
            step(clients.get(choices.below(clients.size())));
        }
        clients.forEach(client -> client.connection.resumeReading());
        world.run();
        check(broker.stats().retainedBytes() <= 2 * MEMORY_BYTES, "memory is bounded");
        clients.forEach(client -> client.connection.close(new Closed(CloseReason.NORMAL, "enough")));
        world.run();
        // A server that does not read, because it is not read, notices an end by its heartbeat.
        world.advance(SILENCE);
        ServerStats stats = server.stats();
        check(stats.open() == 0, "all connections have ended");
        check(stats.accepted() == sum(stats.closed()), "each end is counted");
        check(!stats.closed().containsKey(CloseReason.INTERNAL), "no fault is the server's");
        check(broker.stats().subscriptions() == 0, "no subscription is left");
        world.advance(FORGETTING);
        check(server.publishers().count() == 0, "no publisher is remembered for ever");
        clients.forEach(client -> check(client.ended, "each client is told of the end"));
        server.close();
        broker.close();
        ESCAPES.check();
    }

    private void step(Client client) {
        switch (choices.below(16)) {
            case 0 -> world.advance(Duration.ofMillis(choices.of(1, 10, 1_000, 11_000, 120_000)));
            case 1 -> client.connection.pauseReading();
            case 2 -> client.connection.resumeReading();
            case 3 -> client.connection.close(new Closed(CloseReason.NORMAL, "gone"));
            case 4 -> connect();
            case 5 -> publish();
            case 6 -> client.sayAgain();
            default -> client.say();
        }
        if (choices.flag()) {
            world.run();
        }
    }

    /** The broker has publishers of its own. */
    private void publish() {
        try {
            broker.topic("tides", Codec.bytes()).publish(new byte[choices.below(256) * 16], AT_ONCE);
        } catch (DunlinException e) {
            check(e.reason() != DunlinException.Reason.CLOSED, "the broker is open");
        }
    }

    private void connect() {
        if (clients.size() < MOST_CLIENTS) {
            // Few names: whoever comes is often one that is still there, or has just gone.
            long publisher = choices.of(7L, 8L, 0L, -1L);
            boolean resumable = choices.flag();
            Client client = new Client(framesOf(publisher, resumable));
            clients.add(client);
            transport.connect(ADDRESS, world, LIMITS, connection -> {
                client.connection = connection;
                return client;
            });
            world.run();
            if (choices.below(8) != 7) {
                client.connection.send(new Frame.Hello(1, 1, "fuzz", publisher, resumable));
                client.connection.flush();
                world.run();
                if (resumable && choices.flag()) {
                    client.sayAgain();
                }
            }
        }
    }

    private FrameChoices framesOf(long publisher, boolean resumable) {
        if (!resumable) {
            return new FrameChoices(choices);
        }
        FrameChoices frames = publishers.computeIfAbsent(publisher, name -> new FrameChoices(choices));
        frames.goOn();
        return frames;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    /** A client that says what is chosen, and looks whether its publishes are answered once and in order. */
    private final class Client implements Receiver {

        private final FrameChoices frames;
        private Connection connection;
        private long published;
        private long answered;
        private boolean ended;

        Client(FrameChoices frames) {
            this.frames = frames;
        }

        void say() {
            say(frames.next());
            connection.flush();
        }

        /** Says again what it has published last, on this connection or another. */
        void sayAgain() {
            frames.again().forEach(this::say);
            connection.flush();
        }

        private void say(Frame frame) {
            if (frame instanceof Frame.Publish publish) {
                published += publish.messages().size();
                publish.messages().forEach(message -> saidBytes += message.payload().length);
            }
            saidBytes += LEAST_BYTES;
            connection.send(frame);
        }

        @Override
        public void onFrame(Frame frame) {
            check(!ended, "nothing comes after the end");
            if (frame instanceof Frame.Welcome welcome) {
                frames.epochIs(welcome.epoch());
            }
            if (frame instanceof Frame.Published outcomes) {
                outcomes.outcomes().forEach(outcome -> answered += outcome.count());
                check(answered <= published, "each publish is answered once");
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {
            check(!ended, "the end comes once");
            ended = true;
        }
    }
}
