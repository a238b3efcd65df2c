package dev.dunlin.benchmarks.calls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.blocks.RspFilter;
import org.jspecify.annotations.Nullable;

/** Ends a call when more than half have answered the same. */
final class MajorityFilter implements RspFilter {

    private final int needed;
    private final List<byte[]> answers = new ArrayList<>();
    private byte @Nullable [] decided;

    MajorityFilter(int replicas) {
        this.needed = replicas / 2 + 1;
    }

    @Override
    public synchronized boolean isAcceptable(Object response, Address sender) {
        if (!(response instanceof byte[] answer)) {
            return false;
        }
        answers.add(answer);
        if (answers.stream().filter(each -> Arrays.equals(each, answer)).count() >= needed) {
            decided = answer;
        }
        return true;
    }

    @Override
    public synchronized boolean needMoreResponses() {
        return decided == null;
    }

    synchronized byte[] answer() {
        if (decided == null) {
            throw new IllegalStateException("fewer than " + needed + " equal answers");
        }
        return decided;
    }
}
