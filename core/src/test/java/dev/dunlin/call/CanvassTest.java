package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that is known by its number and has not begun: what links tell of meanwhile comes to it, from other threads. */
final class CanvassTest {

    private final CallWorld world = new CallWorld(3, 1);
    private final CallEngine engine = new CallEngine(world.config().build());
    private final List<Member> members = world.hosts.stream()
            .map(host -> new Member(host, world.environment.clock()))
            .toList();
    private final Canvass<String> call = new Canvass<>(
            engine,
            new Question<>(
                    CallWorld.PROCEDURE, "a".getBytes(StandardCharsets.UTF_8), Codec.utf8()::decode, Equality.value()),
            CallOptions.DEFAULT,
            members,
            null);
    private final long number = engine.window().open(call);

    @Test
    void aLinkThatOpensBeforeItBeginsDoesNotEndIt() {
        members.forEach(call::onOpen);
        assertThat(call.answer()).isNotDone();
        call.begin(number);
        assertThat(call.answer()).isNotDone();
        assertThat(world.hosts).allMatch(host -> host.sent == 1);
    }

    @Test
    void aLinkThatEndsBeforeItBeginsDoesNotEndIt() {
        call.onDown(members.get(0));
        call.onDue();
        call.endRepair();
        assertThat(call.answer()).isNotDone();
        call.begin(number);
        assertThat(world.hosts).allMatch(host -> host.sent == 1);
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsIsNotSent() {
        call.cancel();
        call.begin(number);
        assertThat(call.answer().join()).isInstanceOf(Answer.TooFew.class);
        world.environment.advance(Duration.ofSeconds(1));
        assertThat(world.hosts).allMatch(host -> host.sent == 0);
    }
}
