package dev.dunlin.transport.inmemory;

import static dev.dunlin.transport.inmemory.OrderedScene.LOG;
import static dev.dunlin.transport.inmemory.Register.bytes;
import static dev.dunlin.transport.inmemory.Register.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.call.ordered.OrderedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ordered calls over {@code inmem:} on virtual time, one thing going wrong at a time. */
class OrderedReplicaTest {

    private static final Duration WHILE = Duration.ofSeconds(20);

    @Test
    void writesAreCarriedOutByAllInOneOrder() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall one = scene.caller();
            OrderedCall other = scene.caller();
            for (int i = 1; i <= 50; i++) {
                assertThat(number(one.write("add", bytes(1)))).isEqualTo(2L * i - 1);
                assertThat(number(other.write("add", bytes(1)))).isEqualTo(2L * i);
                assertThat(number(other.read("get", bytes()))).isEqualTo(2L * i);
            }
            assertThat(number(one.readInOrder("get", bytes()))).isEqualTo(100);
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.witness.deeds()).isEqualTo(100);
            assertThat(scene.posts.get(0).stats().counts().remembered())
                    .as("what the callers have is forgotten")
                    .isLessThan(5);
        }
    }

    @Test
    void whatTheStateMachineThrowsIsToldAndChangesNothing() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            assertThatThrownBy(() -> caller.write("burn", bytes()))
                    .isInstanceOf(DunlinException.class)
                    .hasMessageContaining("no procedure of that name");
            assertThat(number(caller.write("add", bytes(1)))).isEqualTo(1);
            assertThatThrownBy(() -> caller.read("burn", bytes())).hasMessageContaining("none of that name only reads");
            scene.advance(WHILE);
            scene.holdsTogether();
        }
    }

    @Test
    void aSlowReplicaHoldsNobodyUpAndIsNotReadFromTooEarly() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            scene.posts.get(1).pace.slow(Duration.ofSeconds(2));
            OrderedCall caller = scene.caller();
            long begun = scene.world.clock().millis();
            for (int i = 1; i <= 20; i++) {
                assertThat(number(caller.write("add", bytes(1)))).isEqualTo(i);
            }
            assertThat(scene.world.clock().millis() - begun).isLessThan(1_000);
            for (int i = 21; i <= 120; i++) {
                caller.write("add", bytes(1));
                assertThat(number(caller.read("get", bytes()))).isEqualTo(i);
            }
            scene.advance(WHILE);
            scene.holdsTogether();
        }
    }

    @Test
    void anotherCallerSeesWhatItIsToldOf() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall writer = scene.caller();
            OrderedCall reader = scene.caller();
            scene.posts.get(0).pace.slow(Duration.ofSeconds(2));
            scene.posts.get(2).pace.slow(Duration.ofSeconds(2));
            for (int i = 1; i <= 20; i++) {
                writer.write("add", bytes(1));
                reader.see(writer.position());
                assertThat(number(reader.read("get", bytes()))).isEqualTo(i);
            }
        }
    }

    @Test
    void aPositionThatIsNeverReachedIsBehind() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            caller.see(1_000);
            assertThatThrownBy(() -> caller.read("get", bytes())).isInstanceOf(DunlinException.class);
            scene.advance(WHILE);
            assertThat(scene.posts.stream()
                            .mapToInt(post -> post.replica.replica().stats().inProgress())
                            .sum())
                    .as("nobody waits any more")
                    .isZero();
        }
    }

    @Test
    void aCutConnectionToTheBrokerChangesNothing() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            Cuttable line = scene.line();
            OrderedCall caller = scene.caller(line);
            List<Long> results = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                caller.startWrite("add", bytes(1)).thenAccept(applied -> results.add(number(applied.body())));
                if (i % 7 == 0) {
                    line.cut();
                }
                if (i % 5 == 0) {
                    scene.posts.get(i % 3).line.cut();
                }
            }
            scene.advance(WHILE);
            assertThat(results).hasSize(60).doesNotHaveDuplicates();
            scene.holdsTogether();
            assertThat(scene.witness.deeds()).isEqualTo(60);
        }
    }

    @Test
    void whatIsPublishedTwiceIsCarriedOutOnce() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            Topic<byte[]> log = scene.broker().topic(LOG, Codec.bytes());
            List<byte[]> entries = new ArrayList<>();
            log.subscribe(SubscribeOptions.from(Position.earliest()), message -> entries.add(message.value()));
            caller.write("add", bytes(1));
            caller.write("add", bytes(2));
            List.copyOf(entries).forEach(log::publish);
            log.publish(new byte[] {9, 9});
            assertThat(number(caller.write("add", bytes(4)))).isEqualTo(7);
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(0).stats().counts().repeated()).isEqualTo(2);
            assertThat(scene.posts.get(0).stats().counts().malformed()).isEqualTo(1);
        }
    }
}
