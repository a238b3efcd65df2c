package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.dunlin.criu.Diagnosis.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines as CRIU logged them, and what they mean. */
final class DiagnosisTest {

    private static final String HARMLESS =
            "(00.030356) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted\n";

    static Stream<Arguments> dumps() {
        return Stream.of(
                arguments(CheckpointFault.NO_SUCH_PROCESS, "Error: Unable to interrupt task: 4711 (No such process)"),
                arguments(
                        CheckpointFault.ALREADY_TRACED,
                        "Error: Unable to interrupt task: 4711 (Operation not permitted)\nError: Unable to detach from 4711: No such process"),
                arguments(
                        CheckpointFault.NO_PRIVILEGE,
                        "Error: CRIU needs to have the CAP_SYS_ADMIN or the CAP_CHECKPOINT_RESTORE capability:"),
                arguments(
                        CheckpointFault.NO_DIRECTORY,
                        "Error: Couldn't open image dir images: No such file or directory"),
                arguments(CheckpointFault.NO_DIRECTORY, "Error: Can't change directory to images: Not a directory"),
                arguments(
                        CheckpointFault.DISK_FULL,
                        "Error: Can't write 4096 bytes: No space left on device\nError: Dumping FAILED."),
                arguments(
                        CheckpointFault.USER_NAMESPACE,
                        "Error: Can't turn TCP repair mode ON: Operation not permitted"),
                arguments(
                        CheckpointFault.NO_NET_ADMIN,
                        "Error: Could not process rule: Operation not permitted\nError (criu/netfilter.c:276): Locking connection failed using nftables"),
                arguments(CheckpointFault.CRIU_TOO_OLD, "Error: Can't get 1:16 opt: Operation not supported"),
                arguments(CheckpointFault.CRIU_TOO_OLD, "Error: vdso: Unexpected rt vDSO area bounds"),
                arguments(
                        CheckpointFault.NO_TRACKING,
                        "Error: Tracking memory is not available. Consider omitting --track-mem option."),
                arguments(
                        CheckpointFault.TCP_ESTABLISHED,
                        "Error: inet: Connected TCP socket, consider using --tcp-established option."),
                arguments(
                        CheckpointFault.TERMINAL,
                        "Error: tty: Found dangling tty with sid 4711 pgid 4711 (pts) on peer fd 0.\nError: Consider using --shell-job option. But before using please check man criu"),
                arguments(
                        CheckpointFault.TERMINAL,
                        "Error: A session leader of 4712(4712) is outside of its pid namespace"),
                arguments(
                        CheckpointFault.EXTERNAL_UNIX,
                        "Error: unix: External socket is used. Consider using --ext-unix-sk option."),
                arguments(
                        CheckpointFault.FILE_LOCK,
                        "Error: Some file locks are hold by dumping tasks! You can try --file-locks to dump them."),
                arguments(
                        CheckpointFault.DELETED_FILE,
                        "Error: Can't dump ghost file /log of 2097152 size, increase limit with --ghost-limit"),
                arguments(
                        CheckpointFault.NO_NETWORK_LOCK,
                        "Error: sh: 1: iptables-restore: not found\nError: Locking network failed: iptables-restore returned -1."),
                arguments(
                        CheckpointFault.UNSUPPORTED_RESOURCE,
                        "Error: Can't lookup mount=-1 for fd=3 path=anon_inode:[io_uring]"),
                arguments(CheckpointFault.OTHER, "Error: The moon is in the wrong quarter"));
    }

    static Stream<Arguments> restores() {
        return Stream.of(
                arguments(CheckpointFault.EMPTY_IMAGES, "Error: Unexpected EOF on (empty-image)"),
                arguments(CheckpointFault.TRUNCATED_IMAGE, "Error: Read 12 bytes while 13 expected from core-4711.img"),
                arguments(CheckpointFault.GARBLED_IMAGE, "Error: Magic doesn't match for pstree.img"),
                arguments(CheckpointFault.GARBLED_IMAGE, "Error: Failed unpacking object 0x7ffe"),
                arguments(CheckpointFault.MISSING_IMAGE, "Error: 4711 killed by signal 11: Segmentation fault"),
                arguments(CheckpointFault.MISSING_IMAGE, "pie: Error: Can't read pages data (-9)"),
                arguments(
                        CheckpointFault.PID_TAKEN, "Error: Can't fork for 4711: File exists\nError: Restoring FAILED."),
                arguments(CheckpointFault.PID_TAKEN, "pie: Error: Unable to create a thread: -17"),
                arguments(
                        CheckpointFault.PORT_TAKEN,
                        "Error: inet: Can't bind inet socket (id 5): Address already in use"),
                arguments(
                        CheckpointFault.ADDRESS_MISSING,
                        "Error: inet: Can't bind inet socket (id 5): Cannot assign requested address"),
                arguments(CheckpointFault.FILE_CHANGED, "Error: File usr/lib/libc.so.6 has bad size 46 (expect 47)"),
                arguments(
                        CheckpointFault.FILE_MISSING,
                        "Error: Can't open file log on restore: No such file or directory"),
                arguments(CheckpointFault.DIRECTORY_GONE, "Error: Can't open cwd: No such file or directory"),
                arguments(CheckpointFault.CRIU_TOO_OLD, "Error: vdso: ELF header magic mismatch"),
                arguments(CheckpointFault.OTHER_HOST, "Error: cpu: CPU capabilities do not match run time"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("dumps")
    void aDumpsLogTellsWhy(CheckpointFault fault, String log) {
        Diagnosis diagnosis = Diagnosis.of(Task.DUMP, false, 1, HARMLESS + log);

        assertThat(diagnosis.fault()).isEqualTo(fault);
        assertThat(diagnosis.line()).contains(log.lines().findFirst().orElseThrow());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("restores")
    void aRestoresLogTellsWhy(CheckpointFault fault, String log) {
        assertThat(Diagnosis.of(Task.RESTORE, true, 1, HARMLESS + log).fault()).isEqualTo(fault);
    }

    @Test
    void aToolThatDiesWithoutAWordWasKilledOrReadPagesThatEndTooEarly() {
        assertThat(Diagnosis.of(Task.DUMP, false, 137, "").fault()).isEqualTo(CheckpointFault.KILLED);
        assertThat(Diagnosis.of(Task.RESTORE, true, 137, "").fault()).isEqualTo(CheckpointFault.KILLED);
        assertThat(Diagnosis.of(Task.RESTORE, false, 137, "").fault()).isEqualTo(CheckpointFault.TRUNCATED_IMAGE);
    }

    @Test
    void whatIsLoggedInRunsThatGoWellIsNoCause() {
        Diagnosis diagnosis = Diagnosis.of(Task.DUMP, false, 3, HARMLESS);

        assertThat(diagnosis).isEqualTo(new Diagnosis(CheckpointFault.OTHER, "criu ended with exit code 3"));
    }

    @Test
    void aLongLineIsCut() {
        String log = "Error: No space left on device " + "x".repeat(10_000);

        assertThat(Diagnosis.of(Task.DUMP, false, 1, log).line()).hasSizeLessThan(400);
    }
}
