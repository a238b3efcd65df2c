package dev.dunlin.survival;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A link between two network stacks that goes down and up again. Needs root: where it is not to be had the ordinary build says
 * so, and {@code -P namespaces} fails.
 */
@Tag("namespaces")
@ExtendWith(NamespaceCondition.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class LinkSurvivalTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.rounds", 3);

    /** What a round's traffic must come to before and after. */
    private static final int SOME = 200;

    private final Random random = Chance.of(LinkSurvivalTest.class);

    @Test
    void aLinkThatGoesDownAndUpAgainIsSurvived() throws Exception {
        try (Link link = Link.make();
                Child server = Child.start(link.inside(), "server", "tcp://" + Link.FAR + ":0");
                Traffic traffic = new Traffic(server.hear(Peer.LISTENING))) {
            traffic.awaitMore(SOME);
            for (int round = 0; round < ROUNDS; round++) {
                link.set("down");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(1_500)));
                link.set("up");
                traffic.awaitMore(SOME);
            }
            traffic.finish();
        }
    }
}
