package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every order in which up to five replicas can answer, fail and answer anew, against a specification that tries out every way
 * in which the vote can go on.
 *
 * <p>Where all replicas weigh alike, fates that are the same but for who has which are tried once. All fates of five are tried
 * with a majority; with the other agreements five have no more than four fates, as all would take a minute. Where replicas weigh
 * differently, who has which fate matters, and all fates are tried of four.
 */
final class BallotTest {

    /** What becomes of one replica: letters are answers in turn, the last of which may be no answer (-). */
    private static final List<String> WITH_RESENDS = List.of("a", "b", "-", "ba", "bb", "b-");

    private static final List<String> WITH_A_RESEND = List.of("a", "b", "-", "ba");

    private static final List<String> ONCE = List.of("a", "b", "-");

    private static final char[] VALUES = {'a', 'b', 'c'};

    private int paths;

    static Stream<Arguments> agreements() {
        int[] alike = {1, 1, 1, 1, 1};
        int[] unlike = {3, 1, 1, 0, 2};
        return Stream.of(
                        new Case(Agreement.first(), alike, total -> 1),
                        new Case(Agreement.majority(), alike, total -> total / 2 + 1),
                        new Case(Agreement.all(), alike, total -> total),
                        new Case(Agreement.atLeast(2), alike, total -> 2),
                        new Case(Agreement.weighted(replica -> 1, 4), unlike, total -> 4),
                        new Case(Agreement.majority(), unlike, total -> total / 2 + 1))
                .map(Arguments::of);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Case(Agreement agreement, int[] weights, IntUnaryOperator need) {

        boolean isAlike() {
            return Arrays.stream(weights).allMatch(weight -> weight == 1);
        }

        /** Whether all is tried, which is much. */
        boolean isWhole() {
            return isAlike() && agreement.toString().equals("majority");
        }
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void decidesAsTheSpecificationDoes(Case given) {
        for (int replicas = 1; replicas <= 5; replicas++) {
            for (List<String> assignment : assignments(replicas, fates(given, replicas))) {
                if (!given.isAlike() || isSorted(assignment)) {
                    walk(given, assignment, new int[replicas], new ArrayList<>());
                }
            }
        }
        assertThat(paths).isGreaterThan(given.isWhole() ? 3_000_000 : 50_000);
    }

    private static List<String> fates(Case given, int replicas) {
        if (replicas <= 4 || given.isWhole()) {
            return WITH_RESENDS;
        }
        return given.isAlike() ? WITH_A_RESEND : ONCE;
    }

    private static boolean isSorted(List<String> fates) {
        return fates.stream().sorted().toList().equals(fates);
    }

    private static List<List<String>> assignments(int replicas, List<String> fates) {
        List<List<String>> all = List.of(List.of());
        for (int i = 0; i < replicas; i++) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> one : all) {
                for (String fate : fates) {
                    longer.add(Stream.concat(one.stream(), Stream.of(fate)).toList());
                }
            }
            all = longer;
        }
        return all;
    }

    /** Takes every order of what is left of the fates. */
    private void walk(Case given, List<String> fates, int[] done, List<Integer> path) {
        check(given, fates, path);
        boolean any = false;
        for (int replica = 0; replica < done.length; replica++) {
            if (done[replica] < fates.get(replica).length()) {
                any = true;
                done[replica]++;
                path.add(replica);
                walk(given, fates, done, path);
                path.subList(path.size() - 1, path.size()).clear();
                done[replica]--;
            }
        }
        paths += any ? 0 : 1;
    }

    private static void check(Case given, List<String> fates, List<Integer> path) {
        int replicas = fates.size();
        int[] weights = Arrays.copyOf(given.weights(), replicas);
        Ballot<Character> ballot = new Ballot<>(given.agreement(), weights, Character::equals);
        char[] votes = new char[replicas];
        boolean[] closed = new boolean[replicas];
        int[] at = new int[replicas];
        for (int replica : path) {
            String fate = fates.get(replica);
            char event = fate.charAt(at[replica]++);
            boolean last = at[replica] == fate.length();
            if (event != '-') {
                votes[replica] = event;
                ballot.answer(replica, event);
            }
            if (last) {
                closed[replica] = true;
                ballot.close(replica);
            }
        }
        int need = given.need().applyAsInt(Arrays.stream(weights).sum());
        Decision decision = ballot.decision();
        // What holds is not put into words, millions of times.
        if (decision != specified(votes, closed, weights, need)
                || (decision == Decision.AGREED && weight(votes, weights, ballot.heaviest()) < need)
                || !tellsWhoAnsweredWhat(ballot, votes)) {
            fail("%s %s %s: %s, of need %d it is %s", given.agreement(), fates, path, decision, need, ballot.tally());
        }
    }

    private static boolean tellsWhoAnsweredWhat(Ballot<Character> ballot, char[] votes) {
        for (int replica = 0; replica < votes.length; replica++) {
            Character answered = ballot.answerOf(replica);
            if (answered == null ? votes[replica] != 0 : answered != votes[replica]) {
                return false;
            }
        }
        return true;
    }

    /** By trying out what all that are open may still say: a, b, something else, or what they have said already. */
    private static Decision specified(char[] votes, boolean[] closed, int[] weights, int need) {
        if (agreed(votes, weights, need)) {
            return Decision.AGREED;
        }
        for (char all : VALUES) {
            char[] end = votes.clone();
            for (int i = 0; i < end.length; i++) {
                end[i] = closed[i] ? end[i] : all;
            }
            if (agreed(end, weights, need)) {
                return Decision.UNDECIDED;
            }
        }
        int answered = Arrays.stream(weights).sum() - weight(votes, weights, (char) 0);
        return answered >= need ? Decision.SPLIT : Decision.TOO_FEW;
    }

    private static boolean agreed(char[] votes, int[] weights, int need) {
        for (char value : VALUES) {
            if (weight(votes, weights, value) >= need) {
                return true;
            }
        }
        return false;
    }

    private static int weight(char[] votes, int[] weights, char value) {
        int weight = 0;
        for (int i = 0; i < votes.length; i++) {
            weight += votes[i] == value ? weights[i] : 0;
        }
        return weight;
    }

    @Test
    void asksARuleOfOnesOwn() {
        Agreement twoAndNoOther = Agreement.of(
                "two and no other",
                tally -> tally.blocs().size() > 1
                        ? Decision.SPLIT
                        : tally.heaviest() >= 2 ? Decision.AGREED : Decision.UNDECIDED);
        Ballot<Character> ballot = new Ballot<>(twoAndNoOther, new int[] {1, 1, 1}, Character::equals);
        ballot.answer(0, 'a');
        assertThat(ballot.decision()).isEqualTo(Decision.UNDECIDED);
        ballot.answer(1, 'b');
        assertThat(ballot.decision()).isEqualTo(Decision.SPLIT);
        assertThat(ballot.isTied()).isTrue();
        ballot.answer(1, 'a');
        assertThat(ballot.decision()).isEqualTo(Decision.AGREED);
        assertThat(ballot.isTied()).isFalse();
        assertThat(ballot.isInHeaviest(1)).isTrue();
        assertThat(ballot.isInHeaviest(2)).isFalse();
    }

    @Test
    void countsUpToSixtyFour() {
        Ballot<Character> ballot = new Ballot<>(
                Agreement.all(), IntStream.generate(() -> 1).limit(64).toArray(), Character::equals);
        for (int replica = 0; replica < 64; replica++) {
            assertThat(ballot.decision()).isEqualTo(Decision.UNDECIDED);
            ballot.answer(replica, 'a');
        }
        assertThat(ballot.decision()).isEqualTo(Decision.AGREED);
        assertThatThrownBy(() -> new Ballot<>(Agreement.all(), new int[65], Character::equals))
                .hasMessage("65 replicas: at most 64");
    }
}
