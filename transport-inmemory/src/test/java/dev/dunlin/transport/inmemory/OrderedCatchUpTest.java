package dev.dunlin.transport.inmemory;

import static dev.dunlin.transport.inmemory.Register.bytes;
import static dev.dunlin.transport.inmemory.Register.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.ordered.OrderedCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Replicas that come back: from the log, and where it does not reach back from a peer. */
class OrderedCatchUpTest {

    private static final Duration WHILE = Duration.ofSeconds(20);

    @Test
    void aDeadReplicaHoldsNobodyUpAndCatchesUpFromTheLog() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.posts.get(2).crash();
            for (int i = 2; i <= 20; i++) {
                assertThat(number(caller.write("add", bytes(1)))).isEqualTo(i);
            }
            scene.posts.get(2).start();
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(2).stats().imagesRestored()).isZero();
        }
    }

    @Test
    void whatTheLogHasNoMoreIsFetchedFromAPeer() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.posts.get(0).crash();
            for (int i = 2; i <= 20; i++) {
                caller.write("add", bytes(1));
                scene.advance(Duration.ofSeconds(2));
            }
            scene.posts.get(0).start();
            scene.advance(WHILE);
            caller.write("add", bytes(1));
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
            assertThat(scene.posts.get(0).stats().gaps()).isEqualTo(1);
            assertThat(number(scene.posts.get(0).register.get(null))).isEqualTo(21);
        }
    }

    @Test
    void whoWasCutOffForLongerThanTheLogLastsFetchesTheState() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.advance(Duration.ofSeconds(1));
            scene.posts.get(2).line.down(true);
            for (int i = 2; i <= 10; i++) {
                caller.write("add", bytes(1));
                scene.advance(Duration.ofSeconds(3));
            }
            scene.posts.get(2).line.down(false);
            scene.advance(WHILE);
            caller.write("add", bytes(1));
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(2).stats().gaps()).isEqualTo(1);
            assertThat(scene.posts.get(2).stats().imagesRestored()).isEqualTo(1);
            assertThat(number(scene.posts.get(2).register.get(null))).isEqualTo(11);
        }
    }

    @Test
    void whoMissedTheEndOfTheLogFindsOutWhenSomebodyWaitsForIt() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            // Nobody asks the first for what comes of a write.
            OrderedCall writer = scene.caller(scene.line(), scene.posts.subList(1, 3));
            writer.write("add", bytes(1));
            scene.advance(Duration.ofSeconds(1));
            scene.posts.get(0).line.down(true);
            writer.write("add", bytes(1));
            scene.advance(WHILE);
            scene.posts.get(0).line.down(false);
            scene.advance(WHILE);
            assertThat(scene.posts.get(0).stats().gaps()).isZero();
            // Who has no connection yet tries the first of the replicas.
            for (int i = 0; i < 5; i++) {
                OrderedCall reader = scene.caller();
                reader.see(writer.position());
                assertThat(number(reader.read("get", bytes()))).isEqualTo(2);
            }
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(0).stats().gaps()).isEqualTo(1);
        }
    }

    @Test
    void aSnapshotThatCannotBeReadIsAskedOfTheNextPeer() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(7));
            scene.posts.get(0).crash();
            scene.advance(Duration.ofMinutes(1));
            scene.posts.get(1).register.spoilt = 1;
            scene.posts.get(0).start();
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(0).stats().imagesFailed()).isEqualTo(1);
            assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
        }
    }

    @Test
    void aSnapshotWhoseBytesChangedOnTheWayIsNotTaken() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            scene.caller().write("add", bytes(7));
            scene.advance(Duration.ofMinutes(1));
            scene.posts.get(0).crash();
            scene.posts.get(1).crash();
            Distortion liar = scene.distort(scene.posts.get(2), scene.posts.get(1));
            try {
                scene.posts.get(0).start();
                scene.advance(WHILE);
                assertThat(scene.posts.get(0).stats().imagesFailed()).isEqualTo(1);
                assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
                assertThat(number(scene.posts.get(0).register.get(null))).isEqualTo(7);
            } finally {
                liar.close();
            }
        }
    }
}
