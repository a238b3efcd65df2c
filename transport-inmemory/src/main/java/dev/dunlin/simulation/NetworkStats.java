package dev.dunlin.simulation;

/**
 * What a {@link Network} has counted.
 *
 * @param passages how much was sent, each attempt for itself
 * @param delayed how much of it was held up by a rule
 * @param dropped how much was lost
 * @param duplicated how much was doubled
 * @param corrupted how much was changed on the way
 * @param cut how many connections a rule has broken
 * @param resent how often a stream has sent something again
 * @param reset how many streams have broken for any other cause
 */
public record NetworkStats(
        long passages, long delayed, long dropped, long duplicated, long corrupted, long cut, long resent, long reset) {

    /** The counters behind it. */
    static final class Counters {

        private long passages;
        private long delayed;
        private long dropped;
        private long duplicated;
        private long corrupted;
        private long cut;
        private long resent;
        private long reset;

        void count(Verdict verdict) {
            passages++;
            if (verdict instanceof Verdict.DeliverAfter) {
                delayed++;
            } else if (verdict instanceof Verdict.Drop) {
                dropped++;
            } else if (verdict instanceof Verdict.Duplicate) {
                duplicated++;
            } else if (verdict instanceof Verdict.Corrupt) {
                corrupted++;
            } else if (verdict instanceof Verdict.Cut) {
                cut++;
            }
        }

        void resent() {
            resent++;
        }

        void reset() {
            reset++;
        }

        NetworkStats snapshot() {
            return new NetworkStats(passages, delayed, dropped, duplicated, corrupted, cut, resent, reset);
        }
    }
}
