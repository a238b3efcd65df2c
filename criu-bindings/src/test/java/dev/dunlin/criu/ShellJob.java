package dev.dunlin.criu;

import com.google.protobuf.MessageLite;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the tests that has a terminal: it freezes and thaws a counter that has the same one. */
final class ShellJob {

    private static final String COUNT =
            "$| = 1; for (my $i = 0; ; $i++) { print STDERR \"$i\\n\"; open(F, '>>', 'beats');"
                    + " print F \"$i\\n\"; close(F); select(undef, undef, undef, 0.02); }";

    private ShellJob() {}

    /** What it needs, whether on the class path or on the module path of the tests. */
    static String classPath() {
        return Stream.of(ShellJob.class, CriuCheckpointer.class, Target.class, MessageLite.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    /** Ends with 0 if the counter is refused without the option, and goes on after a restore with it. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path beats = folder.resolve("beats");
        Process job = new ProcessBuilder("perl", "-e", COUNT)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        Await.until("it counts", () -> beats.toFile().length() > 4);
        Target target = new Target.ProcessTree(job.pid());
        try {
            new CriuCheckpointer().checkpoint(target, folder.resolve("refused"), Afterwards.ENDED);
            System.exit(2);
        } catch (CheckpointException e) {
            System.out.println("refused: " + e.fault());
        }
        CriuCheckpointer taking =
                new CriuCheckpointer(CriuConfig.builder().shellJob(true).build());
        taking.checkpoint(target, folder.resolve("images"), Afterwards.ENDED);
        Await.until("it has ended", () -> !new Proc(job.pid()).exists());
        long before = Files.size(beats);
        taking.restore(folder.resolve("images"));
        try {
            Await.until("it goes on", () -> beats.toFile().length() > before + 4);
            System.out.println(
                    "goes on, with " + new Proc(job.pid()).link("fd/2").orElse("nothing"));
        } finally {
            ProcessHandle.of(job.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
