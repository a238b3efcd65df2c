package dev.dunlin.benchmarks.calls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Questions that all differ, and the one right answer to each: every word of the question, inverted. An answer that is
 * missing a byte, was changed, or belongs to another question is noticed.
 */
final class Exam {

    /** How long a question is, and an answer. */
    static final int BODY_BYTES = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Exam() {}

    /** The question of a number, in an array of its own. */
    static byte[] question(long number) {
        byte[] question = new byte[BODY_BYTES];
        for (int at = 0; at < BODY_BYTES; at += Long.BYTES) {
            LONGS.set(question, at, number + at * SPREAD);
        }
        return question;
    }

    /** The answer to any question, in an array of its own. */
    static byte[] answer(byte[] question) {
        byte[] answer = new byte[question.length];
        for (int at = 0; at + Long.BYTES <= question.length; at += Long.BYTES) {
            LONGS.set(answer, at, ~(long) LONGS.get(question, at));
        }
        return answer;
    }

    /** Whether this is the answer to the question of that number. */
    static boolean isRight(long number, byte[] answer) {
        if (answer.length != BODY_BYTES) {
            return false;
        }
        long wrong = 0;
        for (int at = 0; at < BODY_BYTES; at += Long.BYTES) {
            wrong |= ~(long) LONGS.get(answer, at) ^ (number + at * SPREAD);
        }
        return wrong == 0;
    }
}
