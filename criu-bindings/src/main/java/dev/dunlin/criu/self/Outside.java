package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuCheckpointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program that freezes the process that started it. A frozen process can neither kill a tool that hangs nor write down
 * what came of it; this one stands outside, and does.
 */
final class Outside {

    private Outside() {}

    /** Does what the request in the folder of the first argument asks, and says there what came of it. */
    public static void main(String[] args) throws IOException {
        Exchange exchange = new Exchange(Path.of(args[0]));
        Files.writeString(
                exchange.outside(), Long.toString(ProcessHandle.current().pid()));
        Request request = Request.read(exchange.request());
        try {
            Outcome.write(freeze(request), exchange.outcome());
        } catch (CheckpointException e) {
            Outcome.write(e, exchange.outcome());
        } catch (RuntimeException e) {
            Outcome.write(new CheckpointException(CheckpointFault.OTHER, e.toString()), exchange.outcome());
        }
        if (ProcessHandle.of(request.pid()).isEmpty()) {
            // Nobody is left to read it, and who is thawed does not ask.
            exchange.remove();
        }
    }

    private static Checkpoint freeze(Request request) {
        return new CriuCheckpointer(request.config())
                .checkpoint(new Target.ProcessTree(request.pid()), request.directory(), request.afterwards());
    }
}
