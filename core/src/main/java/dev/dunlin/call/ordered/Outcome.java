package dev.dunlin.call.ordered;

/**
 * What came of a request, as it is remembered.
 *
 * @param position how many entries had been applied after it
 * @param failed whether the state machine threw
 * @param body the result, or why it threw in words
 */
@SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
record Outcome(long position, boolean failed, byte[] body) {

    /** What it takes in memory besides its bytes, about. */
    private static final int OVERHEAD_BYTES = 120;

    long costBytes() {
        return (long) OVERHEAD_BYTES + body.length;
    }
}
