package dev.dunlin.transport.inmemory;

import static dev.dunlin.transport.inmemory.Register.bytes;
import static dev.dunlin.transport.inmemory.Register.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.Ttl;
import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.call.ordered.OrderedStats.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The broker is another, and its log is lost: the state goes on. */
class OrderedEpochTest {

    private static final Duration WHILE = Duration.ofSeconds(20);

    @Test
    void theStateGoesOnWhenTheBrokerIsAnother() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            for (int i = 1; i <= 10; i++) {
                caller.write("add", bytes(1));
            }
            long before = caller.position();
            scene.replaceBroker();
            scene.posts.get(0).crash();
            assertThat(number(caller.write("add", bytes(1)))).isEqualTo(11);
            assertThat(caller.position()).isGreaterThan(before);
            assertThat(number(caller.read("get", bytes()))).isEqualTo(11);
            scene.posts.get(0).start();
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts).allMatch(post -> post.stats().generation() == 2);
            assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
        }
    }

    @Test
    void aWriteWaitsUntilTheEpochIsFounded() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.posts.get(1).line.down(true);
            scene.posts.get(2).line.down(true);
            scene.replaceBroker();
            List<Long> results = new ArrayList<>();
            caller.startWrite("add", bytes(1)).thenAccept(applied -> results.add(number(applied.body())));
            scene.advance(WHILE);
            assertThat(results).isEmpty();
            scene.posts.get(1).line.down(false);
            scene.advance(Duration.ofSeconds(6));
            assertThat(results).containsExactly(2L);
            assertThat(number(caller.read("get", bytes()))).isEqualTo(2);
        }
    }

    @Test
    void whoHasReadNothingYetNoticesThatTheBrokerIsAnother() {
        try (OrderedScene scene = OrderedScene.virtual(1, Duration.ofSeconds(10))) {
            scene.posts.forEach(OrderedScene.Post::start);
            OrderedCall caller = scene.caller();
            for (int i = 1; i <= 10; i++) {
                caller.write("add", bytes(1));
            }
            scene.posts.get(0).crash();
            scene.advance(WHILE);
            scene.posts.get(0).start();
            scene.advance(WHILE);
            assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
            scene.replaceBroker();
            for (int i = 11; i <= 40; i++) {
                assertThat(number(caller.write("add", bytes(1)))).isEqualTo(i);
            }
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts).allMatch(post -> post.stats().generation() == 2);
        }
    }

    @Test
    void theStateOfTheMostAdvancedGoesOn() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.advance(WHILE);
            scene.posts.get(0).line.down(true);
            for (int i = 2; i <= 10; i++) {
                caller.write("add", bytes(1));
            }
            scene.advance(WHILE);
            scene.posts.get(2).crash();
            scene.replaceBroker();
            scene.posts.get(0).line.down(false);
            assertThat(number(caller.write("add", bytes(1)))).isEqualTo(11);
            scene.advance(WHILE);
            scene.holdsTogether();
            assertThat(scene.posts.get(0).stats().imagesRestored()).isEqualTo(1);
        }
    }

    @Test
    void oneOfThreeAloneServesNothingInANewEpoch() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall caller = scene.caller();
            caller.write("add", bytes(1));
            scene.posts.get(1).crash();
            scene.posts.get(2).crash();
            scene.replaceBroker();
            scene.advance(WHILE);
            assertThat(scene.posts.get(0).stats().standing()).isEqualTo(Standing.FOUNDING);
            assertThatThrownBy(() -> caller.read("get", bytes())).hasMessageContaining("FOUNDING");
        }
    }

    @Test
    void aMajorityFoundsTheFirstEpoch() {
        try (OrderedScene scene = OrderedScene.virtual(1, Ttl.FOREVER)) {
            scene.posts.get(0).start();
            scene.advance(WHILE);
            assertThat(scene.posts.get(0).stats().standing()).isEqualTo(Standing.FOUNDING);
            scene.posts.get(1).start();
            scene.advance(WHILE);
            assertThat(scene.posts.get(0).stats().standing()).isEqualTo(Standing.FOLLOWING);
        }
    }
}
