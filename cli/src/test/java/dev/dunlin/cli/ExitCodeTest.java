package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;

final class ExitCodeTest {

    private static final List<String> DOCUMENTED =
            Arrays.asList(Main.class.getAnnotation(Command.class).exitCodeList());

    @ParameterizedTest
    @EnumSource(Reason.class)
    void aReasonThatMayPassIsNeverARefusalForGood(Reason reason) {
        int code = ExitCode.of(reason);
        assertThat(code == ExitCode.REFUSED || code == ExitCode.PROTOCOL || code == ExitCode.DISAGREED)
                .isEqualTo(!new DunlinException(reason, "x").retryIsSafe());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void helpNamesTheCode(Reason reason) {
        assertThat(DOCUMENTED).anyMatch(line -> line.startsWith(ExitCode.of(reason) + ":"));
    }

    @Test
    void aFailureIsPutIntoOneLine() {
        assertThat(Complaint.of(new DunlinException(Reason.TOO_LARGE, "17 MiB:\n too large\n")))
                .isEqualTo(new Complaint(65, "17 MiB:  too large"));
        assertThat(Complaint.of(new IllegalArgumentException("ttl=PT0S: must be positive")))
                .isEqualTo(new Complaint(64, "ttl=PT0S: must be positive"));
        assertThat(Complaint.of(new CompletionException(new CommandFailure(66, "x: no such file"))))
                .isEqualTo(new Complaint(66, "x: no such file"));
        assertThat(Complaint.of(CommandFailure.readerGone())).isEqualTo(new Complaint(0, ""));
    }

    @Test
    void whatNobodyExpectedIsAFaultOfTheProgram() {
        Complaint complaint = Complaint.of(new IllegalStateException("a bug"));
        assertThat(complaint.exitCode()).isEqualTo(70);
        assertThat(complaint.text()).contains("a bug").contains("--debug");
    }
}
