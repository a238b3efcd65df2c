package dev.dunlin.call.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.ordered.LogEntry.Submit;
import dev.dunlin.call.ordered.ResultMemory.Admission;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is remembered, for how long, and within which bound. */
final class ResultMemoryTest {

    private static final byte[] BODY = {1, 2, 3};

    private final ResultMemory memory = new ResultMemory(10_000, 1_000);

    private static Submit submit(long caller, long number, long settled) {
        return new Submit(caller, number, settled, "set", new byte[0]);
    }

    private Admission apply(ResultMemory in, Submit submit, long millis) {
        Admission admission = in.admit(submit, millis);
        if (admission == Admission.NEW) {
            in.remember(submit, new Outcome(submit.number(), false, BODY));
        }
        return admission;
    }

    @Test
    void aRequestIsNewOnce() {
        assertThat(apply(memory, submit(1, 1, 1), 0)).isEqualTo(Admission.NEW);
        assertThat(apply(memory, submit(1, 1, 1), 0)).isEqualTo(Admission.REPEATED);
        assertThat(apply(memory, submit(2, 1, 1), 0)).isEqualTo(Admission.NEW);
        assertThat(memory.find(1, 1)).isNotNull();
    }

    @Test
    void whatIsSettledIsForgottenAndNeverNewAgain() {
        apply(memory, submit(1, 1, 1), 0);
        apply(memory, submit(1, 2, 1), 0);
        apply(memory, submit(1, 3, 3), 0);
        assertThat(memory.find(1, 1)).isNull();
        assertThat(memory.isSettled(1, 2)).isTrue();
        assertThat(memory.isSettled(1, 3)).isFalse();
        assertThat(memory.size()).isEqualTo(1);
        assertThat(apply(memory, submit(1, 2, 1), 0)).isEqualTo(Admission.REPEATED);
        assertThat(memory.size()).isEqualTo(1);
    }

    @Test
    void aCallerIsForgottenByTheLogsTime() {
        apply(memory, submit(1, 1, 1), 0);
        apply(memory, submit(2, 1, 1), 900);
        apply(memory, submit(1, 2, 1), 1_000);
        apply(memory, submit(3, 1, 1), 1_901);
        assertThat(memory.forgottenCallers()).isEqualTo(1);
        assertThat(memory.find(2, 1)).isNull();
        assertThat(memory.find(1, 1)).isNotNull();
    }

    @Test
    void beyondItsBoundNothingIsTakenAndNothingForgotten() {
        long number = 1;
        while (apply(memory, submit(1, number, 1), 0) == Admission.NEW) {
            number++;
        }
        assertThat(memory.bytes()).isBetween(10_000L, 10_200L);
        assertThat(apply(memory, submit(1, number, 1), 0)).isEqualTo(Admission.FULL);
        assertThat(memory.size()).isEqualTo(number - 1);
        assertThat(apply(memory, submit(1, number, number), 0)).isEqualTo(Admission.NEW);
        assertThat(memory.size()).isEqualTo(1);
    }

    /** Against a model that forgets nothing but what is settled; and what is written and read again goes on alike. */
    @Property(tries = 500)
    void goesOnAlikeAfterItWasWrittenAndRead(@ForAll long seed) {
        Random random = new Random(seed);
        ResultMemory one = new ResultMemory(1 << 20, 1 << 20);
        ResultMemory other = new ResultMemory(1 << 20, 1 << 20);
        Map<Long, Long> settled = new HashMap<>();
        Map<String, Boolean> known = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            long caller = random.nextInt(3);
            long number = 1L + random.nextInt(30);
            long upTo = Math.min(number, 1L + random.nextInt(30));
            settled.merge(caller, upTo, Math::max);
            boolean isNew = number >= settled.get(caller) && known.putIfAbsent(caller + "/" + number, true) == null;
            Submit submit = submit(caller, number, upTo);
            assertThat(apply(one, submit, i)).isEqualTo(isNew ? Admission.NEW : Admission.REPEATED);
            apply(other, submit, i);
            if (random.nextInt(10) == 0) {
                other = copy(other);
            }
        }
        assertThat(written(other)).isEqualTo(written(one));
        assertThat(other.bytes()).isEqualTo(one.bytes());
        assertThat(other.size()).isEqualTo(one.size());
    }

    private static byte[] written(ResultMemory memory) {
        ByteWriter writer = new ByteWriter(0);
        memory.writeTo(writer);
        return writer.bytes();
    }

    private static ResultMemory copy(ResultMemory memory) {
        return ResultMemory.read(new ByteReader(written(memory)), 1 << 20, 1 << 20);
    }
}
