package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.checkpoint.Verdict.Finding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a target can be frozen, found out from {@code /proc} and the tool. Safe for use by any thread. */
final class Examination {

    private final CriuConfig config;
    private final MachineExamination machine;

    Examination(CriuConfig config) {
        this.config = config;
        this.machine = new MachineExamination(config);
    }

    /** All that can be known before. */
    Verdict of(Target target) {
        Findings findings = new Findings();
        machine.examine(findings, true);
        examine(target, findings);
        return findings.verdict();
    }

    /** The machine alone. */
    Verdict ofThisMachine() {
        Findings findings = new Findings();
        machine.examine(findings, true);
        return findings.verdict();
    }

    /**
     * What can be known without running the tool.
     *
     * @throws CheckpointException if anything is in the way
     */
    void require(Target target) {
        Findings findings = new Findings();
        machine.examine(findings, false);
        examine(target, findings);
        if (findings.verdict() instanceof Verdict.Refused refused) {
            throw refusal(target, refused, findings.faults());
        }
    }

    private void examine(Target target, Findings findings) {
        if (target instanceof Target.ProcessTree tree) {
            new TreeExamination(config, tree.pid()).examine(findings);
        } else {
            new EngineCommands(config, (Target.Container) target).examine(findings);
        }
    }

    /** A refusal as a fault: that of the obstacles, if they have but one; all are told in any case. */
    private static CheckpointException refusal(Target target, Verdict.Refused refused, Set<CheckpointFault> faults) {
        CheckpointFault fault = faults.size() == 1 ? faults.iterator().next() : CheckpointFault.REFUSED;
        // The fault's own mend ends the message anyway.
        String what = refused.obstacles().stream()
                .map(finding ->
                        finding.what() + (finding.mend().equals(fault.mend()) ? "" : " (" + finding.mend() + ")"))
                .collect(Collectors.joining("; "));
        return new CheckpointException(fault, target + " is not frozen: " + what);
    }

    /** What is found, sorted into what is in the way and what is not. For one thread. */
    static final class Findings {

        private final List<Finding> obstacles = new ArrayList<>();
        private final List<Finding> notes = new ArrayList<>();
        private final Set<CheckpointFault> faults = EnumSet.noneOf(CheckpointFault.class);

        void obstacle(String what, CheckpointFault fault, String mend) {
            obstacles.add(new Finding(what, mend));
            faults.add(fault);
        }

        void obstacle(String what, CheckpointFault fault) {
            obstacle(what, fault, fault.mend());
        }

        void note(String what, String mend) {
            notes.add(new Finding(what, mend));
        }

        /** Of what kinds the obstacles are. */
        Set<CheckpointFault> faults() {
            return faults;
        }

        Verdict verdict() {
            return obstacles.isEmpty() ? new Verdict.Possible(notes) : new Verdict.Refused(obstacles);
        }
    }
}
