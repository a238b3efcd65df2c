package dev.dunlin.cli;

import dev.dunlin.criu.Manifest;
import dev.dunlin.criu.image.Images;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin inspect}: what a checkpoint holds. */
@Command(
        name = "inspect",
        description =
                "Writes what a checkpoint holds, without a restore: processes, command lines, memory, sockets, files.")
final class Inspect implements Callable<Integer> {

    private final Stdio stdio;

    @Parameters(paramLabel = "DIR", description = "Where the images are.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    Inspect(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        if (directory == null) {
            throw new IllegalArgumentException("name a directory");
        }
        Manifest manifest = Manifest.read(directory);
        Images images = Images.read(directory);
        if (json) {
            stdio.out().printLine(ImageLines.object(manifest, images).toString());
        } else {
            ImageLines.list(manifest, images).forEach(stdio.out()::printLine);
        }
        return ExitCode.OK;
    }
}
