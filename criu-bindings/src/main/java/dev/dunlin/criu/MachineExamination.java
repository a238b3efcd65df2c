package dev.dunlin.criu;

import dev.dunlin.criu.Examination.Findings;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of this machine speaks for or against: the tool, its version on this kernel, what it says itself, privileges. */
final class MachineExamination {

    private static final String GOOD_CRIU = "4.2";
    private static final String HARD_KERNEL = "6.16";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int NET_ADMIN = 12;
    private static final int SYS_ADMIN = 21;
    private static final int CHECKPOINT_RESTORE = 40;
    private static final String ALL_USERS = "4294967295";

    private final CriuConfig config;
    private @Nullable ToolAnswer answer;

    /** What the tool says of itself and of the kernel. */
    private record ToolAnswer(Optional<String> version, boolean checked, String complaint) {}

    MachineExamination(CriuConfig config) {
        this.config = config;
    }

    /**
     * Looks at the machine.
     *
     * @param asking whether the tool is asked as well, which takes some time once
     */
    void examine(Findings findings, boolean asking) {
        if (!isThere()) {
            findings.obstacle("no " + config.binary() + " can be run", CheckpointFault.CRIU_MISSING);
            return;
        }
        if (asking) {
            tool(findings);
        }
        Map<String, String> own = new Proc(ProcessHandle.current().pid()).status();
        privileges(findings, Long.parseUnsignedLong(own.getOrDefault("CapEff", "0"), 16));
        userNamespace(findings);
    }

    private boolean isThere() {
        Path binary = config.binary();
        if (binary.isAbsolute() || binary.getNameCount() > 1) {
            return Files.isRegularFile(binary) && Files.isExecutable(binary);
        }
        return Programs.find(binary.toString()).isPresent();
    }

    private void tool(Findings findings) {
        ToolAnswer said = answer();
        if (said.version.isEmpty()) {
            findings.obstacle(config.binary() + " does not say its version", CheckpointFault.CRIU_MISSING);
            return;
        }
        String version = said.version.get();
        if (CriuVersion.isBefore(version, GOOD_CRIU) && !CriuVersion.isBefore(Machine.kernel(), HARD_KERNEL)) {
            findings.obstacle(
                    "criu " + version + " does not work on kernel " + Machine.kernel(), CheckpointFault.CRIU_TOO_OLD);
        } else if (!said.checked) {
            findings.obstacle(
                    "criu " + version + " finds the kernel unfit: " + said.complaint,
                    CheckpointFault.UNSUPPORTED_RESOURCE,
                    "see `criu check`");
        } else {
            findings.note("criu " + version + " on kernel " + Machine.kernel() + " looks good", "nothing to do");
        }
    }

    /** The tool's answer, asked for once: neither tool nor kernel changes while this lives. */
    private synchronized ToolAnswer answer() {
        ToolAnswer known = answer;
        if (known == null) {
            known = ask();
            answer = known;
        }
        return known;
    }

    private ToolAnswer ask() {
        Optional<String> version = CriuVersion.ask(config);
        try {
            Path output = Files.createTempFile("dunlin-criu", ".log");
            try {
                ToolRun check = ToolRun.of(CriuArguments.check(config), output, false, DEADLINE);
                return new ToolAnswer(version, check.isWell(), check.output().strip());
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new ToolAnswer(version, false, String.valueOf(e.getMessage()));
        }
    }

    private void privileges(Findings findings, long effective) {
        if (!has(effective, SYS_ADMIN) && !has(effective, CHECKPOINT_RESTORE)) {
            findings.obstacle("neither CAP_SYS_ADMIN nor CAP_CHECKPOINT_RESTORE", CheckpointFault.NO_PRIVILEGE);
        } else if (!has(effective, SYS_ADMIN)) {
            findings.note("CAP_CHECKPOINT_RESTORE without CAP_SYS_ADMIN", "as root more can be frozen");
        }
        if (!has(effective, NET_ADMIN)) {
            findings.note("no CAP_NET_ADMIN: TCP connections cannot be frozen", CheckpointFault.NO_NET_ADMIN.mend());
        }
    }

    private static void userNamespace(Findings findings) {
        List<String> map = new Proc(ProcessHandle.current().pid()).lines("uid_map");
        boolean whole = map.size() == 1 && map.get(0).strip().endsWith(ALL_USERS);
        if (!whole && !map.isEmpty()) {
            findings.note(
                    "a user namespace stands between: TCP connections cannot be frozen",
                    CheckpointFault.USER_NAMESPACE.mend());
        }
    }

    /** Whether this process has the privilege that TCP connections need. */
    static boolean hasNetAdmin() {
        Map<String, String> own = new Proc(ProcessHandle.current().pid()).status();
        return has(Long.parseUnsignedLong(own.getOrDefault("CapEff", "0"), 16), NET_ADMIN);
    }

    private static boolean has(long capabilities, int number) {
        return (capabilities >>> number & 1) == 1;
    }
}
