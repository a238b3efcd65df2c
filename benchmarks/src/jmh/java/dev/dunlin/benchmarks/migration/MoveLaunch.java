package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.MissingPeerException;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CriuCheckpointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Moves one broker to and fro in one mode. Gives the median of its moves; the first, on receivers that have received nothing yet,
 * is a note.
 *
 * @param mebibytes how much memory it has
 * @param connections how many connections there are besides the two of the traffic
 * @param mode as {@code dunlin migrate --mode} has it
 * @param byHand whether a script does it, as one does it without Dunlin
 */
record MoveLaunch(int mebibytes, int connections, String mode, boolean byHand) implements Launch {

    private static final int FEW_MOVES = 3;
    private static final int MANY_MOVES = 5;

    /** What takes so long that a quick run does not do it. */
    private static final int LARGE_MEBIBYTES = 2_048;

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        boolean full = plan.mode().equals("full");
        requireTool();
        if (!full && mebibytes >= LARGE_MEBIBYTES) {
            throw new MissingPeerException("so much memory is moved in a full run only");
        }
        List<Double> gaps = new ArrayList<>();
        Map<String, List<Double>> parts = new HashMap<>();
        try (Moves moves = Moves.start(mebibytes, connections, log)) {
            double first = move(moves).value();
            for (int i = full ? MANY_MOVES : FEW_MOVES; i > 0; i--) {
                Outcome.Measured move = move(moves);
                System.err.println("moved " + mebibytes + " MiB, " + mode + (byHand ? " by hand" : "") + ": " + move);
                gaps.add(move.value());
                move.notes()
                        .forEach((name, millis) -> parts.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(millis));
            }
            Map<String, Double> notes = new TreeMap<>();
            parts.forEach((name, millis) -> notes.put(name, middle(millis)));
            notes.put("first", first);
            notes.put(
                    "longest",
                    gaps.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
            return new Outcome.Measured(middle(gaps), notes);
        }
    }

    private Outcome.Measured move(Moves moves) throws IOException, InterruptedException {
        return byHand ? moves.moveByHand(mode) : moves.move(mode);
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void requireTool() throws MissingPeerException {
        if (new CriuCheckpointer().verdict() instanceof Verdict.Refused refused) {
            throw new MissingPeerException(refused.obstacles().stream()
                    .map(finding -> finding.what() + " (" + finding.mend() + ")")
                    .collect(Collectors.joining("; ")));
        }
        if (!System.getProperty("user.name", "").equals("root")) {
            throw new MissingPeerException("namespaces are made by root alone (run it as root)");
        }
    }
}
