package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrinterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void handsOverEachBatchAtOnce() {
        Printer printer = new Printer(new Stdout(bytes, false), OutputFormat.TEXT, Long.MAX_VALUE, false);
        printer.print(List.of(message(0, "a"), message(1, "b")));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
        assertThat(printer.done().toCompletableFuture()).isNotDone();
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void writesAndAcknowledgesNoMoreThanWanted() {
        Printer printer = new Printer(new Stdout(bytes, false), OutputFormat.TEXT, 3, true);
        printer.print(List.of(message(0, "a"), message(1, "b")));
        printer.print(List.of(message(2, "c"), message(3, "d")));
        printer.print(List.of(message(4, "e")));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\nc\n");
        assertThat(acknowledged).containsExactly("a", "b", "c");
        assertThat(printer.done().toCompletableFuture()).isCompletedWithValue(ExitCode.OK);
    }

    @Test
    void acknowledgesNothingThatItCouldNotHandOver() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Printer printer = new Printer(new Stdout(gone, true), OutputFormat.TEXT, 3, true);
        printer.print(List.of(message(0, "a")));
        printer.print(List.of(message(1, "b")));
        assertThat(acknowledged).isEmpty();
        assertThatThrownBy(() -> printer.done().toCompletableFuture().join()).hasCauseInstanceOf(CommandFailure.class);
    }

    @Test
    void writesNothingOnceClosed() {
        Printer printer = new Printer(new Stdout(bytes, false), OutputFormat.TEXT, 3, true);
        printer.close();
        printer.print(List.of(message(0, "a")));
        assertThat(bytes.size()).isZero();
        assertThat(acknowledged).isEmpty();
    }

    private Message<byte[]> message(long sequence, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        Envelope envelope = new Envelope("t", sequence, 0, Envelope.NEVER, payload, Attributes.NONE);
        return Message.of(envelope, payload, 1, new Message.Acknowledger() {
            @Override
            public void acknowledge(Envelope acknowledgedOne) {
                assertThat(bytes.toString(StandardCharsets.UTF_8)).contains(text + "\n");
                acknowledged.add(text);
            }

            @Override
            public void reject(Envelope rejected) {
                throw new AssertionError("rejected " + rejected);
            }
        });
    }
}
