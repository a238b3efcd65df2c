package dev.dunlin.call.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.ordered.LogEntry.Claim;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which state goes on in a new epoch: every assignment of states to up to five replicas, every order of their claims. */
final class SuccessionTest {

    private static Claim claim(int replica, long generation, long position) {
        return new Claim("replica-" + replica, generation, generation * 100, position);
    }

    private static Claim decide(int replicas, Claim... claims) {
        Succession succession = new Succession(replicas);
        for (Claim claim : claims) {
            succession.add(claim);
        }
        return succession.decided();
    }

    @Test
    void nobodyDecidesAlone() {
        assertThat(decide(3, claim(1, 1, 9))).isNull();
        assertThat(decide(3, claim(1, 1, 9), claim(1, 1, 9))).isNull();
        assertThat(decide(3, claim(1, 0, 0), claim(2, 1, 5))).isNull();
        assertThat(decide(1, claim(1, 1, 9))).isEqualTo(claim(1, 1, 9));
    }

    @Test
    void theMostAdvancedOfAMajorityGoesOn() {
        assertThat(decide(3, claim(1, 1, 7), claim(2, 1, 9))).isEqualTo(claim(2, 1, 9));
        assertThat(decide(3, claim(1, 1, 9), claim(2, 1, 7), claim(3, 1, 50))).isEqualTo(claim(1, 1, 9));
    }

    @Test
    void moreEpochsCountForMoreThanMoreEntries() {
        assertThat(decide(3, claim(1, 1, 70), claim(2, 2, 9))).isEqualTo(claim(2, 2, 9));
    }

    @Test
    void aMajorityThatHasNothingBeginsAnew() {
        assertThat(decide(3, claim(1, 0, 0), claim(2, 0, 0))).isEqualTo(Succession.NOTHING);
    }

    @Test
    void thoseWithoutAStateDoNotOutvoteTheOneThatHasSpoken() {
        assertThat(decide(3, claim(1, 0, 0), claim(2, 1, 5), claim(3, 0, 0))).isEqualTo(claim(2, 1, 5));
    }

    /**
     * What was answered was applied by a majority. Whatever each of them has applied, and in whatever order they speak: if no
     * more than a minority has lost its state, what goes on holds what was answered.
     */
    @Test
    void whatWasAnsweredIsNeverLost() {
        for (int replicas = 1; replicas <= 5; replicas++) {
            int assignments = (int) Math.pow(4, replicas);
            for (int code = 0; code < assignments; code++) {
                // 0: lost its state; 1 to 3: has applied so much.
                List<Claim> claims = new ArrayList<>();
                int lost = 0;
                int[] reached = new int[4];
                for (int i = 0, rest = code; i < replicas; i++, rest /= 4) {
                    int has = rest % 4;
                    lost += has == 0 ? 1 : 0;
                    for (int position = 1; position <= has; position++) {
                        reached[position]++;
                    }
                    claims.add(claim(i, has == 0 ? 0 : 1, has));
                }
                if (lost == 0) {
                    int answered = 0;
                    for (int position = 1; position <= 3; position++) {
                        answered = reached[position] > replicas / 2 ? position : answered;
                    }
                    inEveryOrder(replicas, new ArrayList<>(), claims, answered);
                }
            }
        }
    }

    private static void inEveryOrder(int replicas, List<Claim> spoken, List<Claim> silent, long answered) {
        if (silent.isEmpty()) {
            assertThat(decide(replicas, spoken.toArray(Claim[]::new)).position())
                    .as("%s", spoken)
                    .isGreaterThanOrEqualTo(answered);
        }
        for (Claim next : List.copyOf(silent)) {
            spoken.add(next);
            silent.remove(next);
            inEveryOrder(replicas, spoken, silent, answered);
            spoken.remove(next);
            silent.add(next);
        }
    }
}
