package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
 */
final class BallotTest {

    /** What becomes of one replica: letters are answers in turn, the last of which may be no answer (-). */
    private static final List<String> WITH_RESENDS = List.of("a", "b", "-", "ba", "bb", "b-");

    private static final List<String> ONCE = List.of("a", "b", "-");

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
    record Case(Agreement agreement, int[] weights, IntUnaryOperator need) {}

    @ParameterizedTest
    @MethodSource("agreements")
    void decidesAsTheSpecificationDoes(Case given) {
        for (int replicas = 1; replicas <= 5; replicas++) {
            List<String> fates = replicas <= 3 ? WITH_RESENDS : ONCE;
            for (List<String> assignment : assignments(replicas, fates)) {
                walk(given, assignment, new int[replicas], new ArrayList<>());
            }
        }
        // Four with every re-send, but for one agreement at a time; five with one that answers anew.
        for (List<String> assignment : assignments(4, List.of("a", "ba", "b-"))) {
            walk(given, assignment, new int[4], new ArrayList<>());
        }
        for (List<String> assignment : assignments(4, ONCE)) {
            List<String> five = new ArrayList<>(assignment);
            five.add("ba");
            walk(given, five, new int[5], new ArrayList<>());
        }
        assertThat(paths).isGreaterThan(100_000);
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
        String state = given.agreement() + " " + fates + " " + path;
        assertThat(ballot.decision()).as(state).isEqualTo(specified(votes, closed, weights, need));
        for (int replica = 0; replica < replicas; replica++) {
            assertThat(ballot.answerOf(replica)).as(state).isEqualTo(votes[replica] == 0 ? null : votes[replica]);
        }
        if (ballot.decision() == Decision.AGREED) {
            assertThat(weight(votes, weights, ballot.heaviest())).as(state).isGreaterThanOrEqualTo(need);
        }
    }

    /** By trying out what all that are open may still say: a, b, something else, or what they have said already. */
    private static Decision specified(char[] votes, boolean[] closed, int[] weights, int need) {
        if (agreed(votes, weights, need)) {
            return Decision.AGREED;
        }
        int[] open = IntStream.range(0, votes.length).filter(i -> !closed[i]).toArray();
        for (char all : new char[] {'a', 'b', 'c'}) {
            char[] end = votes.clone();
            Arrays.stream(open).forEach(i -> end[i] = all);
            if (agreed(end, weights, need)) {
                return Decision.UNDECIDED;
            }
        }
        int answered = IntStream.range(0, votes.length)
                .filter(i -> votes[i] != 0)
                .map(i -> weights[i])
                .sum();
        return answered >= need ? Decision.SPLIT : Decision.TOO_FEW;
    }

    private static boolean agreed(char[] votes, int[] weights, int need) {
        return Stream.of('a', 'b', 'c').anyMatch(value -> weight(votes, weights, value) >= need);
    }

    private static int weight(char[] votes, int[] weights, char value) {
        return IntStream.range(0, votes.length)
                .filter(i -> votes[i] == value)
                .map(i -> weights[i])
                .sum();
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
