package dev.dunlin.contracts.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.contracts.history.RegisterModel.CompareAndSet;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.RegisterModel.Read;
import dev.dunlin.contracts.history.RegisterModel.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker on histories of which it is known what they are. */
final class LinearizabilityTest {

    private final List<Operation<Input, Long>> history = new ArrayList<>();

    private LinearizabilityTest write(int client, long value, long invoked, long returned) {
        return add(client, new Write(value), value, invoked, returned);
    }

    private LinearizabilityTest read(int client, long value, long invoked, long returned) {
        return add(client, new Read(), value, invoked, returned);
    }

    private LinearizabilityTest lost(int client, Input input, long invoked) {
        history.add(new Operation<>(client, input, null, invoked, Operation.NEVER));
        return this;
    }

    private LinearizabilityTest add(int client, Input input, long output, long invoked, long returned) {
        history.add(new Operation<>(client, input, output, invoked, returned));
        return this;
    }

    private Verdict verdict() {
        return Linearizability.check(new RegisterModel(), history, 100_000);
    }

    private void holds() {
        assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
    }

    private void fails() {
        assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void nothingIsLinearizable() {
        holds();
    }

    @Test
    void oneAfterAnother() {
        write(1, 5, 0, 1).read(2, 5, 2, 3).holds();
    }

    @Test
    void aReadThatIsTooOld() {
        write(1, 5, 0, 1).read(2, 0, 2, 3).fails();
    }

    @Test
    void aReadBesideAWriteMaySeeEither() {
        write(1, 5, 0, 3).read(2, 0, 1, 2).holds();
        history.clear();
        write(1, 5, 0, 3).read(2, 5, 1, 2).holds();
    }

    @Test
    void nobodySeesTheOldAfterTheNew() {
        // Herlihy and Wing's new-old inversion: both reads are beside the write.
        write(1, 5, 0, 9).read(2, 5, 1, 2).read(3, 0, 3, 4).fails();
    }

    @Test
    void nobodySeesWhatNobodyWrote() {
        write(1, 5, 0, 3).read(2, 7, 1, 2).fails();
    }

    @Test
    void readsBesideEachOtherMaySeeOldAndNew() {
        write(1, 5, 0, 9).read(2, 5, 1, 4).read(3, 0, 2, 3).holds();
    }

    @Test
    void twoWritesAreSeenInOneOrder() {
        write(1, 1, 0, 9)
                .write(2, 2, 0, 9)
                .read(3, 1, 10, 11)
                .read(4, 2, 12, 13)
                .fails();
    }

    @Test
    void aReturnToAnEarlierValueNeedsAWrite() {
        // What reads of a majority may give where a value comes back: w(1) w(2) done, w(1) open, read 1, read 2.
        write(1, 1, 0, 1)
                .write(1, 2, 2, 3)
                .lost(2, new Write(1), 4)
                .read(3, 1, 5, 6)
                .read(3, 2, 7, 8)
                .fails();
    }

    @Test
    void whatWasNotAnsweredMayHaveHappenedOrNot() {
        lost(1, new Write(5), 0)
                .read(2, 0, 1, 2)
                .read(2, 5, 3, 4)
                .read(2, 5, 5, 6)
                .holds();
        history.clear();
        lost(1, new Write(5), 0).read(2, 0, 1, 2).read(2, 0, 3, 4).holds();
    }

    @Test
    void whatWasNotAnsweredHappensOnceAtMost() {
        lost(1, new Write(5), 0)
                .write(2, 6, 1, 2)
                .read(2, 5, 3, 4)
                .write(2, 7, 5, 6)
                .read(2, 5, 7, 8)
                .fails();
    }

    @Test
    void whatWasNotAnsweredDoesNotHappenBeforeItWasAsked() {
        read(2, 5, 0, 1).lost(1, new Write(5), 2).fails();
    }

    @Test
    void oneOfTwoSwapsWins() {
        add(1, new CompareAndSet(0, 1), 1, 0, 5)
                .add(2, new CompareAndSet(0, 2), 0, 0, 5)
                .read(3, 1, 6, 7)
                .holds();
        history.clear();
        add(1, new CompareAndSet(0, 1), 1, 0, 5)
                .add(2, new CompareAndSet(0, 2), 1, 0, 5)
                .fails();
    }

    @Test
    void saysWhereItIsStuck() {
        write(1, 5, 0, 1).read(2, 5, 2, 3).read(2, 4, 4, 5).write(1, 6, 6, 7);
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Violated.class, violated -> {
            assertThat(violated.explained()).isEqualTo(2);
            assertThat(violated.stuckAt()).containsExactly(history.get(2));
        });
    }

    @Test
    void isUndecidedBeyondItsBound() {
        for (int client = 0; client < 12; client++) {
            write(client, client + 1, 0, 100);
        }
        read(20, 99, 101, 102);
        assertThat(Linearizability.check(new RegisterModel(), history, 1_000))
                .isInstanceOfSatisfying(
                        Verdict.Undecided.class,
                        undecided -> assertThat(undecided.configurations()).isEqualTo(1_001));
        assertThat(Linearizability.check(new RegisterModel(), history, 1_000_000))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void countsWhatOverlaps() {
        write(1, 1, 0, 3).write(2, 2, 1, 2).write(1, 3, 4, 5).lost(2, new Read(), 4);
        assertThat(History.overlapShare(history)).isEqualTo(2.0 / 3);
        assertThat(History.overlapShare(List.<Operation<Input, Long>>of())).isZero();
    }

    @Test
    void recordsInOrder() {
        History<Input, Long> recorded = new History<>();
        var one = recorded.invoke(1, new Read());
        var other = recorded.invoke(2, new Write(1));
        var refused = recorded.invoke(3, new Write(2));
        recorded.returned(other, 1L);
        recorded.refused(refused);
        assertThat(recorded.operations())
                .containsExactly(
                        new Operation<>(2, new Write(1), 1L, 1, 3),
                        new Operation<>(1, new Read(), null, 0, Operation.NEVER));
        recorded.returned(one, 0L);
        assertThat(recorded.operations()).allMatch(Operation::isComplete);
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> read(1, 0, 2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Operation<>(1, new Read(), null, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Linearizability.check(new RegisterModel(), history, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
