package dev.dunlin.criu;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a failed run of {@code criu} died of, by its exit code and its log. Pure.
 *
 * @param fault why
 * @param line the line of the log that tells it, or what else was seen
 */
record Diagnosis(CheckpointFault fault, String line) {

    /** What the tool was to do. */
    enum Task {
        DUMP,
        RESTORE
    }

    private static final int SIGNALLED = 128;
    private static final int LONGEST_LINE = 300;

    /** A line of a log that gives a fault away. */
    private record Sign(CheckpointFault fault, Pattern line) {}

    /** In the order of what they tell: the first that any line has is the cause, those below may be its consequences. */
    private static final List<Sign> SIGNS = List.of(
            sign(CheckpointFault.DISK_FULL, "No space left on device|Disk quota exceeded"),
            sign(CheckpointFault.NO_PRIVILEGE, "needs to have the CAP_"),
            sign(
                    CheckpointFault.NO_DIRECTORY,
                    "Couldn't open image dir|Can't change directory to|Can't open dir .*: (?:No such|Not a)"),
            sign(
                    CheckpointFault.CRIU_TOO_OLD,
                    "vdso: (?:ELF header magic mismatch|Unexpected rt vDSO)|Can't get 1:16 opt"),
            sign(
                    CheckpointFault.NO_SUCH_PROCESS,
                    "Unable to interrupt task: \\d+ \\(No such process\\)|Can't open /proc/\\d+ "),
            sign(CheckpointFault.ALREADY_TRACED, "Unable to interrupt task: \\d+ \\(Operation not permitted\\)"),
            sign(
                    CheckpointFault.USER_NAMESPACE,
                    "TCP repair mode ON: Operation not permitted|Fail to mount tmfps .*Operation not permitted"),
            sign(
                    CheckpointFault.NO_NET_ADMIN,
                    "Could not process rule: Operation not permitted"
                            + "|netlink: Error: cache initialization failed: Operation not permitted"
                            + "|iptables.*Permission denied \\(you must be root\\)"),
            sign(CheckpointFault.EMPTY_IMAGES, "Unexpected EOF on \\(empty-image\\)"),
            sign(CheckpointFault.TRUNCATED_IMAGE, "Read \\d+ bytes while \\d+ expected|Unexpected EOF on "),
            sign(CheckpointFault.GARBLED_IMAGE, "Magic doesn't match for|Failed unpacking object|Unknown magic"),
            sign(
                    CheckpointFault.PID_TAKEN,
                    "Can't fork for \\d+: File exists|Unable to create a thread: -17|Pid \\d+ (?:is busy|do not match)"),
            sign(CheckpointFault.PORT_TAKEN, "Address already in use"),
            sign(CheckpointFault.ADDRESS_MISSING, "Cannot assign requested address"),
            sign(CheckpointFault.FILE_CHANGED, "has bad (?:size|mode|build-ID|checksum)|Build-ID mismatch"),
            sign(CheckpointFault.DIRECTORY_GONE, "Can't open cwd"),
            sign(
                    CheckpointFault.OTHER_HOST,
                    "CPU capabilities do not match|cpu: .*(?:mismatch|not supported|isn't supported)"),
            sign(CheckpointFault.FILE_MISSING, "Can't open file .*: No such file"),
            sign(
                    CheckpointFault.NO_NETWORK_LOCK,
                    "(?i)ip6?tables.*(?:fail|not found|can't|no such)|Locking network failed|nft.*(?:fail|Can't)"),
            sign(CheckpointFault.TCP_ESTABLISHED, "Connected TCP socket|--tcp-established"),
            sign(
                    CheckpointFault.TERMINAL,
                    "dangling tty|--shell-job|--shell-job option|is outside of its pid namespace|Found slave peer without masters"),
            sign(CheckpointFault.EXTERNAL_UNIX, "External socket is used|--ext-unix-sk|unix: Can't dump half of"),
            sign(CheckpointFault.FILE_LOCK, "file locks are hold|--file-locks"),
            sign(CheckpointFault.DELETED_FILE, "Can't dump ghost file|--link-remap|--ghost-limit"),
            sign(CheckpointFault.NO_TRACKING, "Tracking memory is not available"),
            sign(CheckpointFault.MISSING_IMAGE, "Can't read pages data|killed by signal 11|Can't open image \\S+"),
            sign(
                    CheckpointFault.UNSUPPORTED_RESOURCE,
                    "(?i)unsupported|not supported|Can't dump|Can't lookup|Unknown (?:file|anon|fd|socket|object)|is not handled"));

    /**
     * Finds the cause.
     *
     * @param task what the tool was to do
     * @param verified of a restore: whether the images were found to be what the manifest says
     * @param exitCode how the tool ended; 128 and a signal's number if by a signal
     * @param log what it logged and what it wrote on its standard error, or the end of that
     */
    static Diagnosis of(Task task, boolean verified, int exitCode, String log) {
        List<String> lines = log.lines().filter(line -> !harmless(line)).toList();
        for (Sign sign : SIGNS) {
            for (String line : lines) {
                if (sign.line.matcher(line).find()) {
                    return new Diagnosis(sign.fault, brief(line));
                }
            }
        }
        if (exitCode > SIGNALLED) {
            // The tool dies of SIGKILL, without a word, on pages that end too early.
            boolean pages = task == Task.RESTORE && !verified;
            return new Diagnosis(
                    pages ? CheckpointFault.TRUNCATED_IMAGE : CheckpointFault.KILLED,
                    "criu was ended by signal " + (exitCode - SIGNALLED)
                            + (pages ? ", as it is when pages-*.img ends too early" : ""));
        }
        return new Diagnosis(CheckpointFault.OTHER, "criu ended with exit code " + exitCode + lastError(lines));
    }

    private static String lastError(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("Error"))
                .findFirst()
                .map(line -> ": " + brief(line))
                .orElse("");
    }

    /** What is logged as an error in runs that go well. */
    private static boolean harmless(String line) {
        return line.contains("Can't setup RLIMIT_NOFILE for self")
                // There was no lock to take away.
                || line.contains("Could not process rule: No such file or directory")
                || line.contains("Can't keep kdat cache");
    }

    private static String brief(String line) {
        String text = line.strip();
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + " ...";
    }

    private static Sign sign(CheckpointFault fault, String regex) {
        return new Sign(fault, Pattern.compile(regex));
    }
}
