package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a client publishes: in order, together, as far as its window goes; and what it makes of the answers. */
class ClientPublishTest {

    private static final PublishOptions HURRIED =
            PublishOptions.builder().nonBlocking().build();

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private final Station server = Station.server(world, wire);
    private BrokerClient client;
    private Topic<String> tides;

    @BeforeEach
    void connect() {
        client = connect(config());
        tides = client.topic("tides", Codec.utf8());
        server.take(Frame.Hello.class);
    }

    private static BrokerClient connect(ClientConfig.Builder config) {
        return BrokerClient.connect(Station.ADDRESS, config.build());
    }

    private ClientConfig.Builder config() {
        return ClientConfig.builder().environment(world).transport(wire).batchBytes(1_000);
    }

    private static Reason reasonOf(Receipt receipt) {
        return catchThrowableOfType(DunlinException.class, receipt::accepted).reason();
    }

    private static List<Integer> sizes(List<Frame.Publish> frames) {
        return frames.stream().map(frame -> frame.messages().size()).toList();
    }

    @Test
    void aMessageLeavesAtOnceWithAllThatWasSaidOfIt() {
        PublishOptions options = PublishOptions.builder()
                .ttl(Duration.ofSeconds(3))
                .delay(Duration.ofSeconds(2))
                .key("k")
                .id("i")
                .header("h", "v")
                .build();
        Receipt receipt = tides.publish("a", options);
        world.run();
        Frame.Publish frame = server.only(Frame.Publish.class);
        assertThat(frame.firstId()).isEqualTo(1);
        Frame.Outgoing message = frame.messages().get(0);
        assertThat(message.topic()).isEqualTo("tides");
        assertThat(message.payload()).containsExactly('a');
        assertThat(message.attributes()).isEqualTo(options.attributes());
        assertThat(message.ttlMillis()).isEqualTo(3_000);
        assertThat(message.delayMillis()).isEqualTo(2_000);
        assertThat(receipt.topic()).isEqualTo("tides");
        assertThat(receipt.isDone()).isFalse();

        server.say(new Frame.Published(List.of(new Frame.Accepted(1, 1, 0, 5_000, 8_000, 7_000))));
        assertThat(receipt.isDone()).isTrue();
        assertThat(receipt.accepted()).isEqualTo(Instant.ofEpochMilli(5_000));
        assertThat(receipt.expires()).contains(Instant.ofEpochMilli(8_000));
        assertThat(receipt.due()).contains(Instant.ofEpochMilli(7_000));
        assertThatThrownBy(receipt::sequence).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lifetimesAreSaidAsTheyAreMeant() {
        tides.publish("a");
        tides.publish("b", PublishOptions.ttl(Ttl.FOREVER));
        world.run();
        assertThat(server.only(Frame.Publish.class).messages())
                .extracting(Frame.Outgoing::ttlMillis)
                .containsExactly(0L, Envelope.NEVER);
    }

    @Test
    void whatGathersGoesTogether() {
        int flushes = server.connection.peer.flushes;
        tides.publish("a");
        tides.publish("b");
        tides.publish("c");
        world.run();
        assertThat(sizes(server.take(Frame.Publish.class))).containsExactly(3);
        assertThat(server.connection.peer.flushes).isEqualTo(flushes + 1);
    }

    @Test
    void framesOfMessagesHaveAMeasuredSize() {
        for (int i = 0; i < 4; i++) {
            tides.publish("x".repeat(400));
        }
        world.run();
        List<Frame.Publish> frames = server.take(Frame.Publish.class);
        assertThat(sizes(frames)).containsExactly(2, 2);
        assertThat(frames).extracting(Frame.Publish::firstId).containsExactly(1L, 3L);
    }

    @Test
    void callsLeaveInTheOrderInWhichTheyWereMade() {
        tides.publish("a");
        Subscription subscription = tides.subscribe(message -> {});
        tides.publish("b");
        world.run();
        client.topic("winds", Codec.utf8(), TopicConfig.DEFAULT);
        subscription.close();
        tides.publish("c");
        world.run();
        assertThat(server.received.stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("Publish", "Subscribe", "Publish", "Configure", "Unsubscribe", "Publish");
    }

    @Test
    void aSubscriptionThatIsClosedAtOnceIsNotOpened() {
        Subscription subscription = tides.subscribe(message -> {});
        subscription.close();
        world.run();
        assertThat(server.received).isEmpty();
        assertThat(subscription.ended().toCompletableFuture()).isCompletedWithValue(new SubscriptionEnd.Cancelled());
        assertThat(subscription.established().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void nothingIsSentWhileTheConnectionCannotBeWrittenTo() {
        server.connection.peer.setWritable(false);
        tides.publish("a");
        world.run();
        assertThat(server.received).isEmpty();
        tides.publish("b");
        server.connection.peer.setWritable(true);
        world.run();
        assertThat(sizes(server.take(Frame.Publish.class))).containsExactly(2);
    }

    @Test
    void aRunAnswersEachOfItsMessages() {
        List<Receipt> receipts = tides.publishAll(List.of("a", "b", "c"));
        List<Receipt> told = new ArrayList<>();
        receipts.get(2).acknowledged().thenAccept(told::add);
        world.run();
        server.say(new Frame.Published(List.of(
                new Frame.Accepted(1, 2, 10, 5_000, Envelope.NEVER, 0),
                new Frame.Refused(3, 1, Reason.MEMORY_FULL, "full"))));
        assertThat(receipts.get(0).sequence()).isEqualTo(10);
        assertThat(receipts.get(1).sequence()).isEqualTo(11);
        assertThat(receipts.get(1).expires()).isEmpty();
        assertThat(receipts.get(1).acknowledged().toCompletableFuture()).isCompletedWithValue(receipts.get(1));
        assertThat(told).isEmpty();
        assertThat(reasonOf(receipts.get(2))).isEqualTo(Reason.MEMORY_FULL);
        assertThatThrownBy(() ->
                        receipts.get(2).acknowledged().toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DunlinException.class)
                .hasMessageContaining("full");
    }

    @Test
    void aReceiptIsWaitedFor() {
        Receipt receipt = tides.publish("a");
        world.scheduler().schedule(Duration.ofSeconds(30).toNanos(), () -> server.accept(1, 1, 9));
        assertThat(receipt.sequence()).isEqualTo(9);
    }

    @Test
    void aPublisherWaitsWhileTheWindowIsFull() {
        for (int i = 0; i < 4; i++) {
            tides.publish("" + i);
        }
        assertThatThrownBy(() -> tides.publish("4", HURRIED))
                .hasMessageContaining("4 publishes")
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.WOULD_BLOCK));
        Instant begun = world.now();
        world.scheduler().schedule(Duration.ofSeconds(2).toNanos(), () -> server.accept(1, 4, 0));
        tides.publish("4");
        assertThat(world.now()).isEqualTo(begun.plusSeconds(2));
        assertThat(tides.publish("5", HURRIED).isDone()).isFalse();
    }

    @Test
    void aBatchLargerThanTheWindowGoesInParts() {
        List<String> values = Collections.nCopies(10, "x");
        for (int i = 0; i < 3; i++) {
            int first = 1 + 4 * i;
            int count = Math.min(4, 11 - first);
            world.scheduler()
                    .schedule(Duration.ofSeconds(1 + i).toNanos(), () -> server.accept(first, count, first - 1));
        }
        List<Receipt> receipts = tides.publishAll(values);
        assertThat(receipts).hasSize(10);
        assertThat(receipts.get(9).sequence()).isEqualTo(9);
        assertThatThrownBy(() -> tides.publishAll(values, HURRIED))
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.LIMIT_REACHED));
    }

    @Test
    void aHurriedBatchIsPublishedWholeOrNotAtAll() {
        tides.publish("0");
        tides.publish("1");
        assertThatThrownBy(() -> tides.publishAll(List.of("2", "3", "4"), HURRIED))
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.WOULD_BLOCK));
        tides.publishAll(List.of("2", "3"), HURRIED);
        world.run();
        assertThat(sizes(server.take(Frame.Publish.class))).containsExactly(4);
    }

    @Test
    void theWindowCountsBytesToo() {
        server.greeting = new Frame.Welcome(1, "", 77, 16 << 20, 1_000, 0);
        Topic<byte[]> blobs = connect(config()).topic("blobs", Codec.bytes());
        for (int i = 0; i < 4; i++) {
            blobs.publish(new byte[(1 << 20) - 100], HURRIED);
        }
        blobs.publish(new byte[16 << 20], HURRIED);
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> blobs.publish(new byte[1], HURRIED));
        assertThat(fault.reason()).isEqualTo(Reason.WOULD_BLOCK);
    }

    @Test
    void nobodyWaitsOnTheThreadThatServesTheConnection() {
        AtomicReference<Throwable> publishing = new AtomicReference<>();
        AtomicReference<Throwable> asking = new AtomicReference<>();
        tides.publish("0").acknowledged().thenRun(() -> {
            publishing.set(catchThrowableOfType(DunlinException.class, () -> {
                for (int i = 0; i < 10; i++) {
                    tides.publish("more");
                }
            }));
            asking.set(catchThrowableOfType(DunlinException.class, () -> tides.latest()));
        });
        world.run();
        server.accept(1, 1, 0);
        assertThat(((DunlinException) publishing.get()).reason()).isEqualTo(Reason.WOULD_BLOCK);
        assertThat(((DunlinException) asking.get()).reason()).isEqualTo(Reason.WOULD_BLOCK);
        assertThat(sizes(server.take(Frame.Publish.class))).containsExactly(1, 4);
    }

    @Test
    void whatIsTooLargeDoesNotLeave() {
        DunlinException fault = catchThrowableOfType(DunlinException.class, () -> tides.publish("x".repeat(1_001)));
        assertThat(fault.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(fault).hasMessageContaining("1001").hasMessageContaining("1000");
        PublishOptions wordy =
                PublishOptions.builder().header("h", "v".repeat(1 << 20)).build();
        assertThat(catchThrowableOfType(DunlinException.class, () -> tides.publish("a", wordy))
                        .reason())
                .isEqualTo(Reason.TOO_LARGE);
        world.run();
        assertThat(server.received).isEmpty();
    }

    static Stream<Frame.Published> wrongAnswers() {
        return Stream.of(
                new Frame.Published(List.of(new Frame.Accepted(2, 1, 0, 0, 0, 0))),
                new Frame.Published(List.of(new Frame.Accepted(1, 4, 0, 0, 0, 0))),
                new Frame.Published(List.of(new Frame.Accepted(1, 0, 0, 0, 0, 0))),
                new Frame.Published(
                        List.of(new Frame.Accepted(1, 3, 0, 0, 0, 0), new Frame.Refused(4, 1, Reason.CLOSED, ""))));
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void anAnswerToWhatWasNotPublishedEndsTheConnection(Frame.Published answer) {
        List<Receipt> receipts = tides.publishAll(List.of("a", "b", "c"));
        world.run();
        server.say(answer);
        assertThat(server.only(Frame.Goodbye.class).reason()).isEqualTo(CloseReason.PROTOCOL);
        assertThat(receipts).allSatisfy(receipt -> assertThat(receipt.isDone()).isTrue());
    }
}
