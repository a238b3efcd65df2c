package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Continuation;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuConfig;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One freezing of this process: the outside is started and waited for.
 *
 * @param config how the tool is driven
 */
record Departure(CriuConfig config) {

    private static final Duration REST = Duration.ofMinutes(2);
    private static final int RUNS = 3;
    private static final File NOTHING = new File("/dev/null");

    /**
     * Freezes this process.
     *
     * @throws CheckpointException with the outside's fault
     */
    Continuation take(Path directory, Afterwards afterwards) {
        Path setsid = OutsideCommand.setsid().orElseThrow(() -> missing("setsid of util-linux is not installed"));
        String classPath =
                OutsideCommand.classPath().orElseThrow(() -> missing("the jars of this library are no files"));
        try {
            Exchange exchange = Exchange.create();
            try {
                Path absolute = directory.toAbsolutePath();
                Life life = Life.now();
                new Request(ProcessHandle.current().pid(), absolute, afterwards, config).write(exchange.request());
                start(exchange, setsid, classPath);
                return new Vigil(exchange, absolute, bound(), new World()).keep(life);
            } finally {
                exchange.remove();
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    CheckpointFault.OTHER, "what is to freeze this process cannot be reached: " + e, null, e);
        }
    }

    /** The tool's deadline holds for each of its runs, of which a failure may need a second; then there are checksums. */
    private Duration bound() {
        return config.deadline().multipliedBy(RUNS).plus(REST);
    }

    private void start(Exchange exchange, Path setsid, String classPath) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(OutsideCommand.of(setsid, classPath, exchange.folder()))
                .redirectErrorStream(true)
                .redirectOutput(exchange.complaints().toFile())
                .redirectInput(config.shellJob() ? Redirect.INHERIT : Redirect.from(NOTHING));
        OutsideCommand.NOT_FOR_IT.forEach(builder.environment()::remove);
        Process starter = builder.start();
        // It ends as soon as it has started the other; until then it would be frozen with us.
        int exitCode = starter.onExit().join().exitValue();
        if (exitCode != 0) {
            throw new IOException("setsid --fork ended with " + exitCode);
        }
    }

    private static CheckpointException missing(String what) {
        return new CheckpointException(CheckpointFault.REFUSED, what);
    }
}
