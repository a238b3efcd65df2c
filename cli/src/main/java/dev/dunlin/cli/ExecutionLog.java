package dev.dunlin.cli;

import dev.dunlin.call.Request;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each request that is carried out: who asked, which of the caller's requests it is, and the text. A line is
 * with the system before the request is answered, so that it outlives the process. Safe for use by any thread; for replicas on
 * trial, as it waits for the file.
 */
final class ExecutionLog implements Consumer<Request>, AutoCloseable {

    private final @Nullable FileChannel file;
    private final @Nullable PrintStream stream;

    private ExecutionLog(@Nullable FileChannel file, @Nullable PrintStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /**
     * Opens a log.
     *
     * @param name a file to append to, {@code -} for standard error, or null for no log
     * @throws CommandFailure if the file cannot be opened
     */
    static ExecutionLog open(@Nullable String name, Stdio stdio) {
        if (name == null || name.equals("-")) {
            return new ExecutionLog(null, name == null ? null : stdio.err());
        }
        try {
            FileChannel file = FileChannel.open(
                    Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new ExecutionLog(file, null);
        } catch (IOException e) {
            CommandFailure failure =
                    new CommandFailure(ExitCode.OUTPUT, "--log-executions " + name + ": cannot be written: " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public void accept(Request request) {
        if (stream != null) {
            stream.println(line(request.caller(), request.number(), request.body()));
        } else if (file != null) {
            String line = line(request.caller(), request.number(), request.body()) + "\n";
            try {
                // In one piece: a file that is opened to append takes it in as one.
                file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("the log of executions cannot be written", e);
            }
        }
    }

    static String line(long caller, long number, byte[] body) {
        return new JsonObject()
                .put("caller", Long.toUnsignedString(caller))
                .put("number", number)
                .put("text", new String(body, StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
