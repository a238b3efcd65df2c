package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StdoutTest {

    @Test
    void keepsBytesUntilItIsFlushed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stdout out = new Stdout(bytes, false);
        out.print("ü");
        out.write('\n');
        assertThat(bytes.size()).isZero();
        out.flush();
        assertThat(bytes.toByteArray()).isEqualTo("ü\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReaderThatHasGoneIsNoFault() {
        Stdout pipe = new Stdout(failing("Datenübergabe unterbrochen"), true);
        pipe.print("x");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(pipe::flush)
                .matches(failure -> failure.exitCode() == ExitCode.OK)
                .withMessage("");
        Stdout unknown = new Stdout(failing("Broken pipe"), false);
        unknown.print("x");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(unknown::flush)
                .matches(failure -> failure.exitCode() == ExitCode.OK);
    }

    @Test
    void aDiskThatIsFullIsAFault() {
        Stdout file = new Stdout(failing("No space left on device"), false);
        file.print("x");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(file::flush)
                .matches(failure -> failure.exitCode() == ExitCode.OUTPUT)
                .withMessage("standard output: No space left on device");
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
