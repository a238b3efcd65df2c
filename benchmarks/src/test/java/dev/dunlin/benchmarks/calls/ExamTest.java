package dev.dunlin.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExamTest {

    private static final long NUMBER = 4_711;

    private final byte[] answer = Exam.answer(Exam.question(NUMBER));

    @Test
    void knowsTheRightAnswer() {
        assertThat(Exam.isRight(NUMBER, answer)).isTrue();
    }

    @Test
    void noticesTheAnswerToAnotherQuestion() {
        assertThat(Exam.isRight(NUMBER + 1, answer)).isFalse();
    }

    @Test
    void noticesAnEcho() {
        assertThat(Exam.isRight(NUMBER, Exam.question(NUMBER))).isFalse();
    }

    @Test
    void noticesEveryChangedBit() {
        for (int bit = 0; bit < Exam.BODY_BYTES * Byte.SIZE; bit++) {
            byte[] changed = answer.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(Exam.isRight(NUMBER, changed)).as("bit %s", bit).isFalse();
        }
    }

    @Test
    void noticesAMissingByte() {
        assertThat(Exam.isRight(NUMBER, Arrays.copyOf(answer, Exam.BODY_BYTES - 1)))
                .isFalse();
    }
}
