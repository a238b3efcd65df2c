package dev.dunlin.simulation;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A rule for some of what it would see.
 *
 * @param rule what judges that
 * @param passages which passages those are
 * @param hosts the hosts that it names, those of the other rule included
 */
record ChosenRule(NetworkRule rule, Predicate<Passage> passages, Set<String> hosts) implements NetworkRule {

    ChosenRule {
        Set<String> all = new TreeSet<>(rule.hosts());
        all.addAll(hosts);
        hosts = all;
    }

    @Override
    public Verdict judge(Passage passage, RandomGenerator random) {
        return passages.test(passage) ? rule.judge(passage, random) : Verdict.PASS;
    }
}
