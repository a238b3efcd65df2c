package dev.dunlin.datagram;

/**
 * How much may be on its way: slow start and congestion avoidance as RFC 5681 has them, one reduction for all that is lost
 * of one window as RFC 6582 has it, and ten packets to begin with as RFC 6928 has it. For one thread.
 */
final class Congestion {

    private static final int FIRST_PACKETS = 10;

    /** What loss leaves at least: fewer could not overtake a lost one by three. */
    private static final int FEWEST_PACKETS = 4;

    private final int packetCost;
    private long window;
    private long threshold = Long.MAX_VALUE;

    /** What was sent last when the window was last reduced: until it has arrived, no loss is a new one. */
    private long recoverTo;

    private boolean recovering;

    Congestion(int packetCost) {
        this.packetCost = packetCost;
        this.window = (long) FIRST_PACKETS * packetCost;
    }

    /** How much may be on its way, in bytes. */
    long window() {
        return window;
    }

    /**
     * Something has arrived.
     *
     * @param cost how much
     * @param inFlight how much was on its way until then
     * @param next all below this number has arrived
     */
    void arrived(long cost, long inFlight, long next) {
        if (recovering) {
            if (next <= recoverTo) {
                return;
            }
            recovering = false;
        }
        // A window that was not made use of says nothing of what the network bears.
        if (2 * inFlight < window) {
            return;
        }
        window += window < threshold ? Math.min(cost, packetCost) : Math.max(1, packetCost * cost / window);
    }

    /**
     * A packet is lost, as others that were sent after it have arrived.
     *
     * @param number which
     * @param inFlight how much is on its way, the lost included
     * @param lastSent the highest number that was sent
     */
    void lost(long number, long inFlight, long lastSent) {
        if (number > recoverTo) {
            reduce(inFlight, lastSent);
            window = threshold;
            recovering = true;
        }
    }

    /**
     * Nothing was heard in time. The first time that is a loss as others are; only if nothing is heard again is all begun
     * anew (RFC 9002, 7.6).
     */
    void timedOut(long inFlight, long lastSent, boolean again) {
        if (!again) {
            reduce(inFlight, lastSent);
            window = threshold;
        } else {
            window = (long) FEWEST_PACKETS * packetCost;
        }
        recovering = false;
    }

    private void reduce(long inFlight, long lastSent) {
        threshold = Math.max(inFlight / 2, (long) FEWEST_PACKETS * packetCost);
        recoverTo = lastSent;
    }
}
