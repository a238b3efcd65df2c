package dev.dunlin.call;

/**
 * How many second replicas may be asked: each call earns a share of one, and what is earned is kept up to {@value #MOST}. So
 * the load added is never more than that share of the calls. Safe for use by any thread.
 */
final class HedgeBudget {

    private static final int MOST = 100;

    private final double share;
    private double earned;

    HedgeBudget(double share) {
        this.share = share;
    }

    synchronized void earn() {
        earned = Math.min(MOST, earned + share);
    }

    synchronized boolean spend() {
        if (earned < 1) {
            return false;
        }
        earned -= 1;
        return true;
    }
}
