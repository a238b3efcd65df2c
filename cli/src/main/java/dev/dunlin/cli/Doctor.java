package dev.dunlin.cli;

import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.checkpoint.Verdict.Finding;
import dev.dunlin.criu.CriuCheckpointer;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin doctor}: whether processes can be frozen here. */
@Command(
        name = "doctor",
        description = {
            "Says whether processes can be frozen on this machine, or whether one can be: what is in the way, and what would"
                    + " change it. Freezes nothing.",
            "Ends with 0 if it is possible, with 65 if it is not."
        })
final class Doctor implements Callable<Integer> {

    private final Stdio stdio;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = FrozenTargets.DESCRIPTION)
    private @Nullable String target;

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    @Mixin
    private CriuOptions criu = new CriuOptions();

    Doctor(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        CriuCheckpointer checkpointer = new CriuCheckpointer(criu.config());
        Target asked = target == null ? null : FrozenTargets.parse(target);
        Verdict verdict = asked == null ? checkpointer.verdict() : checkpointer.verdict(asked);
        boolean possible = verdict instanceof Verdict.Possible;
        List<Finding> findings =
                verdict instanceof Verdict.Possible yes ? yes.notes() : ((Verdict.Refused) verdict).obstacles();
        if (json) {
            stdio.out().printLine(object(possible, findings).toString());
        } else {
            stdio.out()
                    .printLine((target == null ? "freezing processes here" : "freezing " + target) + ": "
                            + (possible ? "possible" : "not possible"));
            findings.forEach(finding -> stdio.out().printLine("  " + finding.what() + "\n    " + finding.mend()));
        }
        return possible ? ExitCode.OK : ExitCode.REFUSED;
    }

    private static JsonObject object(boolean possible, List<Finding> findings) {
        return new JsonObject()
                .put("possible", possible)
                .putObjects(
                        "findings",
                        findings.stream()
                                .map(finding -> new JsonObject()
                                        .put("what", finding.what())
                                        .put("mend", finding.mend()))
                                .toList());
    }
}
