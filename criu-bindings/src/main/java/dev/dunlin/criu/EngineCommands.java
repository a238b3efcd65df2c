package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.Examination.Findings;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What runs a container, asked and told by its own command. For one thread. */
final class EngineCommands {

    private static final Duration ASKING = Duration.ofSeconds(20);
    private static final Pattern PID = Pattern.compile("\"pid\": *(\\d{1,10})");
    private static final Pattern BUNDLE = Pattern.compile("\"bundle\": *\"([^\"\\\\]*)\"");
    private static final Pattern STATUS = Pattern.compile("\"status\": *\"([a-z]*)\"");
    private static final int LINES = 3;

    private final CriuConfig config;
    private final Container container;
    private final EngineArguments arguments;

    /**
     * How it stands with a container.
     *
     * @param pid of its first process; 0 if it does not run
     * @param id what its engine calls it; of runc, where its bundle is
     */
    record State(long pid, String id, String status) {

        boolean runs() {
            return status.equals("running") && pid > 0;
        }
    }

    EngineCommands(CriuConfig config, Container container) {
        this.config = config;
        this.container = container;
        this.arguments = new EngineArguments(config, container);
    }

    EngineArguments arguments() {
        return arguments;
    }

    /** What speaks for or against freezing it. */
    void examine(Findings findings) {
        String who = container.engine() + " container " + container.name();
        Optional<State> state;
        try {
            state = state();
        } catch (CheckpointException e) {
            findings.obstacle(e.what(), e.fault(), "install " + container.engine());
            return;
        }
        if (state.isEmpty()) {
            findings.obstacle("no " + who, CheckpointFault.NO_SUCH_PROCESS);
        } else if (!state.get().runs()) {
            findings.obstacle(who + " is " + state.get().status(), CheckpointFault.NO_SUCH_PROCESS, "start it");
        } else if (container.engine() == Engine.DOCKER
                && !daemon().map(Daemon::experimental).orElse(false)) {
            findings.obstacle(
                    "the daemon of docker does not take checkpoints",
                    CheckpointFault.UNSUPPORTED_RESOURCE,
                    "set \"experimental\": true in its configuration");
        }
    }

    /** How it stands with it; empty if there is none. */
    Optional<State> state() {
        ToolRun run = ask(arguments.state());
        if (!run.isWell()) {
            return Optional.empty();
        }
        String said = run.output();
        if (container.engine() == Engine.RUNC) {
            return Optional.of(new State(
                    Long.parseLong(found(PID, said).orElse("0")),
                    found(BUNDLE, said).orElse(""),
                    found(STATUS, said).orElse("unknown")));
        }
        List<String> lines = said.lines().toList();
        if (lines.size() < LINES || !lines.get(0).matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return Optional.of(new State(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2)));
    }

    /** Where docker keeps its files, and whether it takes checkpoints. */
    record Daemon(Path root, boolean experimental) {}

    Optional<Daemon> daemon() {
        ToolRun run = ask(arguments.daemon());
        List<String> lines = run.output().lines().toList();
        return run.isWell() && lines.size() >= 2
                ? Optional.of(new Daemon(Path.of(lines.get(0)), Boolean.parseBoolean(lines.get(1))))
                : Optional.empty();
    }

    /** What the engine says it is; empty if it does not say. */
    Optional<String> version() {
        ToolRun run = ask(arguments.version());
        return run.isWell() ? run.output().lines().findFirst() : Optional.empty();
    }

    /** Runs a command of the engine, with the tool on its PATH, its output into a file. */
    ToolRun run(List<String> command, Path output, Duration deadline) {
        try {
            return ToolRun.of(command, output, false, deadline, path(), () -> false);
        } catch (IOException e) {
            throw notStarted(command, e);
        }
    }

    /** Runs a command of the engine that soon ends, for what it says. */
    ToolRun ask(List<String> command) {
        return ask(command, ASKING);
    }

    ToolRun ask(List<String> command, Duration deadline) {
        try {
            Path output = Files.createTempFile("dunlin-engine", ".log");
            try {
                return run(command, output, deadline);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw notStarted(command, e);
        }
    }

    private static CheckpointException notStarted(List<String> command, IOException e) {
        CheckpointFault fault =
                e instanceof FileNotFoundException ? CheckpointFault.NO_DIRECTORY : CheckpointFault.ENGINE_MISSING;
        return new CheckpointException(fault, "cannot run " + command.get(0) + ": " + e.getMessage(), null, e);
    }

    /** Engines look for the tool on PATH. */
    Map<String, String> path() {
        Path folder = config.binary().getParent();
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return folder == null ? Map.of() : Map.of("PATH", folder + File.pathSeparator + path);
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
