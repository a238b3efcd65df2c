package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The script, as the tool starts it. */
final class GateTest {

    private Gate gate;

    @BeforeEach
    void make() throws IOException {
        gate = Gate.make();
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void itHoldsUntilTheImagesAreFoundWhole() throws Exception {
        Process script = script("post-restore");
        assertThat(script.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();

        Check check = Check.begin(() -> {}, gate);

        assertThat(check.await()).isNull();
        assertThat(check.hasFailed()).isFalse();
        assertThat(exitCode(script)).isZero();
    }

    @Test
    void itFailsTheRestoreIfTheyAreNot() throws Exception {
        Process script = script("post-restore");
        CheckpointException difference = new CheckpointException(CheckpointFault.IMAGE_CHANGED, "a bit");

        Check check = Check.begin(
                () -> {
                    throw difference;
                },
                gate);

        assertThat(check.await()).isSameAs(difference);
        assertThat(check.hasFailed()).isTrue();
        assertThat(exitCode(script)).isEqualTo(1);
    }

    @Test
    void aFaultOfTheComparisonOpensNothing() throws Exception {
        Process script = script("post-restore");

        Check check = Check.begin(
                () -> {
                    throw new IllegalStateException("odd");
                },
                gate);

        assertThat(check.await()).hasMessageContaining("odd");
        assertThat(exitCode(script)).isEqualTo(1);
    }

    @Test
    void otherStagesPass() throws Exception {
        assertThat(exitCode(script("pre-restore"))).isZero();
        assertThat(exitCode(script("network-unlock"))).isZero();
    }

    @Test
    void nothingIsLeft() {
        gate.close();

        assertThatThrownBy(() -> script("post-restore")).isInstanceOf(IOException.class);
    }

    private Process script(String stage) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(gate.options().get(1));
        builder.environment().put("CRTOOLS_SCRIPT_ACTION", stage);
        return builder.start();
    }

    private static int exitCode(Process script) throws InterruptedException {
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return script.exitValue();
    }
}
