package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two real threads that meet where one goes to sleep as the other brings it work: nobody is left asleep. */
class WakeUpStressTest {

    /** As many as there is time for: on a busy machine the two threads hardly meet, and rounds take long. */
    private static final int MOST_ROUNDS = 50_000;

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final long begun = System.nanoTime();

    private boolean goesOn(int round) {
        return round < MOST_ROUNDS && System.nanoTime() - begun < MOST_NANOS;
    }

    @SuppressWarnings("ThreadPriorityCheck") // lets the other one run where there is one core
    private static void spinUntil(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (int spins = 1; !condition.getAsBoolean(); spins++) {
            Thread.onSpinWait();
            if (spins % 1_000 == 0) {
                assertThat(System.nanoTime() - deadline).as(what).isNegative();
                Thread.yield();
            }
        }
    }

    @Test
    void aFeedIsWokenByEachMessage() {
        VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
        Wire wire = new Wire();
        Station.server(world, wire);
        BrokerClient client = BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder()
                        .environment(world)
                        .transport(wire)
                        .creditBytes(Long.MAX_VALUE)
                        .build());
        AtomicLong handled = new AtomicLong();
        SubscribeOptions options = SubscribeOptions.builder()
                .executor(Environment.system().executor())
                .build();
        RemoteSubscription subscription = (RemoteSubscription) client.subscribe(
                "tides", Codec.bytes(), options, message -> handled.setRelease(message.sequence() + 1));
        List<Frame.Delivery> deliveries = LongStream.range(0, MOST_ROUNDS)
                .mapToObj(i -> new Envelope("tides", i, 0, Envelope.NEVER, new byte[0], Attributes.NONE))
                .map(envelope -> new Frame.Delivery(envelope, 1))
                .toList();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; goesOn(i); i++) {
            assertThat(subscription.onDeliver(deliveries.subList(i, i + 1))).isTrue();
            subscription.signal();
            long next = i + 1L;
            spinUntil("message " + i + " is handled", () -> handled.getAcquire() == next);
            // The next one comes at any moment of the feed's falling asleep.
            for (int pause = random.nextInt(6); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aPublisherIsWokenByEachPlaceThatIsFree() throws Exception {
        PublishWindow window = new PublishWindow(Environment.system(), 1, 1_000);
        AtomicLong acquired = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> publisher = new FutureTask<>(() -> {
            while (!over.get()) {
                window.acquire(10);
                acquired.incrementAndGet();
            }
            return null;
        });
        Environment.system().executor().execute(publisher);
        for (int i = 0; goesOn(i); i++) {
            long round = i;
            spinUntil("place " + i + " is taken", () -> acquired.get() > round);
            window.release(1, 10);
        }
        over.set(true);
        spinUntil("the last place is taken", () -> {
            if (!window.isEmpty()) {
                window.release(1, 10);
            }
            return publisher.isDone();
        });
        publisher.get();
    }
}
