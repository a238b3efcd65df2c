package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.World;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract on io_uring. */
@EnabledIf(
        value = "dev.dunlin.transport.netty.EventLoopsHere#hasUring",
        disabledReason = "io_uring is not to be had here: Linux is too old, or it is forbidden, as in many containers")
final class UringTransportTest implements WireContract {

    @Override
    public Transport transport() {
        return new NettyTransport(() -> EventLoops.uring("a test"));
    }

    /** Nothing else is there to serve them. */
    @Test
    void anAddressChoosesItForBothEnds() {
        World world = World.system();
        Transport transport = new NettyTransport(() -> {
            throw new AssertionError("not what the address asks for");
        });
        Listener listener = await(
                world,
                transport.listen(
                        URI.create("tcp://127.0.0.1:0?loops=io_uring"),
                        world.environment(),
                        TransportLimits.DEFAULT,
                        connection -> Receiver.deaf()));
        await(
                world,
                transport.connect(
                        URI.create(listener.address() + "?loops=io_uring"),
                        world.environment(),
                        TransportLimits.DEFAULT,
                        connection -> Receiver.deaf()));
        assertThat(listener.address()).hasNoQuery();
        await(world, listener.close());
    }

    /** With polls that tell of each change once, one in a hundred of these was never told of. */
    @RepeatedTest(200)
    void anEndRightBehindDataIsNotLost() throws IOException {
        aResetIsALoss(7);
        anEndInsideAFrameIsATruncation(12);
    }

    private static <T> T await(World world, CompletionStage<T> stage) {
        return world.environment().await(stage, Duration.ofSeconds(10).toNanos());
    }
}
