package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LedgerProperties {

    private static final long COARSE = 64 << 10;
    private static final long MAX = 1 << 20;

    /** Publishers report their own steps, in any order. */
    @Property(tries = 300)
    void isOffByLessThanAStepATopic(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 100_000) Integer> costs,
            @ForAll @IntRange(max = 100) int percentGone,
            @ForAll Random order) {
        Ledger ledger = new Ledger(MAX);
        List<Runnable> reports = new ArrayList<>();
        long in = 0;
        long out = 0;
        for (int cost : costs) {
            long before = in;
            reports.add(() -> ledger.cameIn(before, before + cost));
            in += cost;
            long gone = (long) cost * percentGone / 100;
            long goneBefore = out;
            reports.add(() -> ledger.wentOut(goneBefore, goneBefore + gone));
            out += gone;
        }
        Collections.shuffle(reports, order);
        reports.forEach(Runnable::run);
        long counted = ledger.excess(0) + MAX;
        assertThat(counted).isGreaterThan(in - out - COARSE).isLessThan(in - out + COARSE);
    }

    @Property(tries = 100)
    void smallTopicsAreCountedFinely(@ForAll @Size(max = 60) List<@IntRange(min = 1, max = 1_000) Integer> costs) {
        Ledger ledger = new Ledger(MAX);
        long in = 0;
        for (int cost : costs) {
            ledger.cameIn(in, in + cost);
            in += cost;
        }
        assertThat(ledger.excess(0) + MAX).isGreaterThan(in - 1024).isLessThanOrEqualTo(in);
    }

    @Example
    void saysWhatWouldPassTheBound() {
        Ledger ledger = new Ledger(MAX);
        ledger.cameIn(0, MAX - COARSE);
        assertThat(ledger.wouldExceed(COARSE)).isFalse();
        assertThat(ledger.wouldExceed(COARSE + 1)).isTrue();
        assertThat(ledger.excess(COARSE + 5)).isEqualTo(5);
    }
}
