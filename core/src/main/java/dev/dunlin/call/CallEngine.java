package dev.dunlin.call;

import dev.dunlin.DunlinException;
import dev.dunlin.environment.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the calls of one caller share. Safe for use by any thread. */
final class CallEngine {

    /** A second replica is asked after so long until it is known how long answers take. */
    private static final long FIRST_HEDGE_NANOS = 50_000_000;

    private static final long HEDGE_MARGIN_NANOS = 100_000;

    private final CallConfig config;
    private final CallWindow window;
    private final CallCounters counters = new CallCounters();
    private final LatencyWindow latencies;
    private final HedgeBudget budget;
    private final AtomicInteger repairs = new AtomicInteger();
    private volatile double quickestNanos;

    CallEngine(CallConfig config) {
        this.config = config;
        this.window = new CallWindow(config.environment(), config.maxInFlight());
        this.latencies = new LatencyWindow(config.hedgePercentile(), FIRST_HEDGE_NANOS);
        this.budget = new HedgeBudget(config.hedgeBudget());
    }

    CallConfig config() {
        return config;
    }

    Clock clock() {
        return config.environment().clock();
    }

    RandomGenerator random() {
        return config.environment().random();
    }

    CallWindow window() {
        return window;
    }

    CallCounters counters() {
        return counters;
    }

    /** Begins a call; it may be over when this returns. */
    <A> Pending<A> begin(Canvass<A> canvass) {
        long number;
        try {
            number = window.open(canvass);
        } catch (DunlinException e) {
            counters.refused.increment();
            throw e;
        }
        counters.calls.increment();
        canvass.begin(number);
        if (number - window.settled() >= config.maxInFlight() / 2) {
            // An old one that has its answer keeps the window from moving on: new calls count for more than its repair.
            Canvass<?> oldest = window.oldest();
            if (oldest != null) {
                oldest.endRepair();
            }
        }
        return new Pending<>(canvass);
    }

    /** Another number for a call whose request is to be carried out anew; null if none is to be had. */
    @Nullable
    Long openAgain(Canvass<?> canvass) {
        try {
            return window.open(canvass);
        } catch (DunlinException e) {
            counters.refused.increment();
            return null;
        }
    }

    /** Whether one more call may go on behind its answer: a quarter of all may. If so, {@link #endRepair} is owed. */
    boolean beginRepair() {
        if (repairs.incrementAndGet() > Math.max(1, config.maxInFlight() / 4)) {
            repairs.decrementAndGet();
            return false;
        }
        return true;
    }

    void endRepair() {
        repairs.decrementAndGet();
    }

    /** A replica has answered. */
    void tookAnswer(Member member, long nanos) {
        member.health.answered(nanos, quickestNanos);
        latencies.add(nanos);
    }

    /** A replica would have answered later than this. */
    void tookLonger(Member member, long nanos) {
        member.health.abandoned(nanos, quickestNanos);
        latencies.add(nanos);
    }

    /** A little later than the percentile: where all answers take the same, none is late. */
    Hedge hedge() {
        long nanos = latencies.percentileNanos();
        return new Hedge(nanos + nanos / 8 + HEDGE_MARGIN_NANOS, budget);
    }

    /**
     * The order in which a quickest call asks: of two that are drawn at random, the one that has the least to do for its speed;
     * then the others. One that is set aside comes last, unless its time has come to be probed.
     *
     * <p>After M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001).
     */
    List<Member> byPromise(List<Member> members) {
        double quickest = Double.MAX_VALUE;
        List<Member> good = new ArrayList<>(members.size());
        List<Member> aside = new ArrayList<>(0);
        Member probed = null;
        for (Member member : members) {
            double latency = member.health.latencyNanos();
            if (latency > 0) {
                quickest = Math.min(quickest, latency);
            }
            boolean open = member.link().state() == ReplicaLink.State.OPEN;
            if (open && probed == null && member.health.claimProbe()) {
                probed = member;
            } else {
                (open && !member.health.isAside() ? good : aside).add(member);
            }
        }
        quickestNanos = quickest == Double.MAX_VALUE ? 0 : quickest;
        List<Member> order = new ArrayList<>(members.size());
        if (probed != null) {
            order.add(probed);
        }
        while (!good.isEmpty()) {
            Member one = good.get(random().nextInt(good.size()));
            Member other = good.get(random().nextInt(good.size()));
            Member chosen = load(one) <= load(other) ? one : other;
            good.remove(chosen);
            order.add(chosen);
        }
        order.addAll(aside);
        return order;
    }

    private static double load(Member member) {
        return (member.inFlight.get() + 1) * Math.max(1, member.health.latencyNanos());
    }
}
