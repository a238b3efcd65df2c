package dev.dunlin.criu;

import dev.dunlin.criu.Examination.Findings;
import dev.dunlin.criu.system.Proc;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a process tree speaks for or against: itself, its state, its terminal, then each descriptor. For one thread. */
final class TreeExamination {

    private static final int SESSION = 3;
    private static final int TERMINAL = 4;

    private final CriuConfig config;
    private final long root;

    TreeExamination(CriuConfig config, long root) {
        this.config = config;
        this.root = root;
    }

    void examine(Findings findings) {
        List<Proc> tree = Proc.tree(root);
        if (tree.isEmpty()) {
            findings.obstacle("no process " + root, CheckpointFault.NO_SUCH_PROCESS);
            return;
        }
        Set<Long> members = new HashSet<>();
        tree.forEach(member -> members.add(member.pid()));
        if (members.contains(ProcessHandle.current().pid())) {
            findings.obstacle(
                    "process " + root + " is this one, or has it among its descendants",
                    CheckpointFault.REFUSED,
                    "freeze it from a process outside of the tree");
            return;
        }
        DescriptorExamination descriptors = new DescriptorExamination(config, findings);
        for (Proc member : tree) {
            state(member, members, findings);
            descriptors.examine(member);
        }
        descriptors.conclude();
    }

    private void state(Proc process, Set<Long> members, Findings findings) {
        List<String> stat = process.stat();
        Map<String, String> status = process.status();
        if (stat.size() <= TERMINAL || status.isEmpty()) {
            return;
        }
        String who = "process " + process.pid();
        if (process.pid() == root && process.isZombie()) {
            findings.obstacle(who + " has ended, and nobody has asked how (zombie)", CheckpointFault.NO_SUCH_PROCESS);
            return;
        }
        if (process.pid() == root && process.link("exe").isEmpty()) {
            findings.obstacle(
                    who + " has no executable: a thread of the kernel, or not ours to see",
                    CheckpointFault.NO_PRIVILEGE);
        }
        String tracer = status.getOrDefault("TracerPid", "0");
        if (!tracer.equals("0")) {
            findings.obstacle(who + " is traced by process " + tracer, CheckpointFault.ALREADY_TRACED);
        }
        if (status.getOrDefault("Seccomp", "0").equals("1")) {
            findings.obstacle(
                    who + " is in seccomp's strict mode",
                    CheckpointFault.UNSUPPORTED_RESOURCE,
                    "start it with a filter, or without");
        }
        long session = Long.parseLong(stat.get(SESSION));
        if (!config.shellJob() && !members.contains(session) && session != 0) {
            findings.obstacle(
                    who + " is of session " + session + ", whose leader is outside"
                            + (stat.get(TERMINAL).equals("0") ? "" : ", with its terminal"),
                    CheckpointFault.TERMINAL);
        }
        if (process.link("cwd").filter(path -> path.endsWith(" (deleted)")).isPresent()) {
            findings.obstacle(who + " stands in a directory that is gone", CheckpointFault.DIRECTORY_GONE);
        }
    }
}
