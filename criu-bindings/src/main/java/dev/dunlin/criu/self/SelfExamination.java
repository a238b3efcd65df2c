package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.checkpoint.Verdict.Finding;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.crac.Core;
import dev.dunlin.criu.system.Proc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What speaks for or against this process being frozen. Safe for use by any thread. */
final class SelfExamination {

    private final CriuCheckpointer checkpointer;

    SelfExamination(CriuCheckpointer checkpointer) {
        this.checkpointer = checkpointer;
    }

    Verdict verdict() {
        Verdict machine = checkpointer.verdict();
        List<Finding> obstacles = new ArrayList<>();
        if (machine instanceof Verdict.Refused refused) {
            obstacles.addAll(refused.obstacles());
        }
        if (OutsideCommand.setsid().isEmpty()) {
            obstacles.add(new Finding("there is no setsid", "install util-linux"));
        }
        if (OutsideCommand.classPath().isEmpty()) {
            obstacles.add(new Finding(
                    "the jars of this library are no files that another JVM could be started with",
                    "start the program with plain jars on its class path or module path"));
        }
        if (ProcessHandle.current().pid() == 1) {
            obstacles.add(new Finding(
                    "this is process 1, and whatever it starts stays its child",
                    "start it under an init, as docker run --init does"));
        }
        counters(maps()).ifPresent(obstacles::add);
        if (!Core.hearsOrgCrac()) {
            obstacles.add(new Finding(
                    "resources register with org.crac, which has chosen another than this library",
                    "start the JVM with -Dorg.crac.Core.Compat=dev.dunlin.criu.crac"));
        }
        return obstacles.isEmpty() ? machine : new Verdict.Refused(obstacles);
    }

    /** The JVM's counters: every JVM that starts removes the files of those that have ended, and who restores may be one. */
    static Optional<Finding> counters(List<String> maps) {
        return maps.stream()
                .filter(line -> line.contains("/hsperfdata_"))
                .map(line -> new Finding(
                        "this JVM maps " + line.substring(line.indexOf('/')) + ", which the next JVM to start removes",
                        "start the JVM with -XX:-UsePerfData"))
                .findFirst();
    }

    private static List<String> maps() {
        // If they cannot be read, the machine's verdict says what is wrong.
        return new Proc(ProcessHandle.current().pid()).lines("maps");
    }
}
