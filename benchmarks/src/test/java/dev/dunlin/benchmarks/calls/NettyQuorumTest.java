package dev.dunlin.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyQuorumTest {

    private static final byte[] RIGHT = {1, 2, 3};
    private static final byte[] WRONG = {1, 2, 4};
    private static final byte[] OTHER = {1, 2, 5};

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final NettyQuorum quorum = new NettyQuorum(loop.eventLoop(), 3);
    private final List<EmbeddedChannel> replicas = new ArrayList<>();

    @BeforeEach
    void connect() {
        for (int i = 0; i < 3; i++) {
            replicas.add(new EmbeddedChannel(new NettyAnswers(quorum, i)));
        }
        quorum.connected(List.<Channel>copyOf(replicas));
        loop.runPendingTasks();
    }

    @Test
    void twoEqualAnswersOfThreeDecide() {
        CompletableFuture<byte[]> answer = call();
        long number = asked(0);

        answer(0, number, RIGHT);
        assertThat(answer).isNotDone();
        answer(1, number, WRONG);
        assertThat(answer).isNotDone();
        answer(2, number, RIGHT);
        assertThat(answer.getNow(WRONG)).isEqualTo(RIGHT);
    }

    @Test
    void theSameReplicaCountsOnce() {
        CompletableFuture<byte[]> answer = call();
        long number = asked(0);

        answer(0, number, RIGHT);
        answer(0, number, RIGHT);
        assertThat(answer).isNotDone();
    }

    @Test
    void threeDifferentAnswersDecideNothing() {
        CompletableFuture<byte[]> answer = call();
        long number = asked(0);

        answer(0, number, RIGHT);
        answer(1, number, WRONG);
        answer(2, number, OTHER);
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void aLateAnswerIsNotTakenForThatToAnotherCall() {
        CompletableFuture<byte[]> first = call();
        long firstNumber = asked(0);
        close(2);
        answer(0, firstNumber, RIGHT);
        answer(1, firstNumber, RIGHT);
        assertThat(first.getNow(WRONG)).isEqualTo(RIGHT);

        CompletableFuture<byte[]> second = call();
        long secondNumber = asked(0);
        assertThat(secondNumber).isNotEqualTo(firstNumber);
        answer(0, firstNumber, WRONG);
        answer(1, firstNumber, WRONG);
        assertThat(second).isNotDone();
        answer(0, secondNumber, OTHER);
        answer(1, secondNumber, OTHER);
        assertThat(second.getNow(WRONG)).isEqualTo(OTHER);
    }

    @Test
    void aReplicaThatIsGoneIsNotWaitedFor() {
        CompletableFuture<byte[]> answer = call();
        long number = asked(0);
        answer(0, number, RIGHT);
        close(1);
        assertThat(answer).isNotDone();
        close(2);
        assertThat(answer).isCompletedExceptionally();
        assertThat(call()).isCompletedExceptionally();
    }

    private void close(int replica) {
        assertThat(replicas.get(replica).close().isSuccess()).isTrue();
    }

    private CompletableFuture<byte[]> call() {
        CompletableFuture<byte[]> future = quorum.call(new byte[] {7}).toCompletableFuture();
        replicas.forEach(EmbeddedChannel::runPendingTasks);
        return future;
    }

    /** The number of the call that a replica was asked last. */
    private long asked(int replica) {
        ByteBuf request = replicas.get(replica).readOutbound();
        assertThat(request.readInt()).isEqualTo(1);
        long number = request.readLong();
        assertThat(request.readByte()).isEqualTo((byte) 7);
        request.release();
        return number;
    }

    /** Answers, a byte at a time. */
    private void answer(int replica, long number, byte[] body) {
        ByteBuf frame = Unpooled.buffer();
        NettyFrames.append(frame, number, body);
        while (frame.isReadable()) {
            replicas.get(replica).writeInbound(frame.readBytes(1));
        }
    }
}
