package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.system.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How {@code criu} is driven. Immutable.
 *
 * @param binary the tool: an absolute path, or a name that is looked for on {@code PATH}
 * @param networkLock what keeps packets away from the sockets while they are frozen
 * @param tcp what becomes of established TCP connections
 * @param shellJob whether a process that belongs to a terminal may be taken
 * @param fileLocks whether locks on files are taken along
 * @param externalUnix whether UNIX sockets may have their other end outside of what is frozen
 * @param deadline how long one run of the tool may take, positive; then it is killed
 * @param logLevel how much the tool logs, 1 to 4; from 3 on a lock on the network that it leaves behind can be found
 * @param verification what is compared with the manifest before a restore
 * @param force whether a restore is tried although kernel, processor or tool are others than the manifest says
 * @param engines how the programs of containers are called where their plain names do not do, as {@code docker --host ...}
 * @param more further options of {@code criu dump} and {@code criu restore}, handed over as they stand
 */
public record CriuConfig(
        Path binary,
        NetworkLock networkLock,
        Tcp tcp,
        boolean shellJob,
        boolean fileLocks,
        boolean externalUnix,
        Duration deadline,
        int logLevel,
        Verification verification,
        boolean force,
        Map<Engine, List<String>> engines,
        List<String> more) {

    private static final int MOST_LOGGED = 4;

    /** What keeps packets away from sockets while they are frozen. */
    public enum NetworkLock {
        /** A table of nftables, at about the same cost for one connection and for hundreds. */
        NFTABLES,
        /** Rules of iptables, one for each connection. */
        IPTABLES,
        /** Nothing: for processes without connections, or where they are kept away by other means. Needs criu 4.2. */
        NONE,
        /** The tool's own default. */
        DEFAULT
    }

    /** What becomes of TCP connections that are established. */
    public enum Tcp {
        /** A process that has one is refused. */
        REFUSED,
        /** They go on: nothing is sent to the peer. */
        ESTABLISHED,
        /** They are closed when the process is thawed. */
        CLOSED
    }

    /** What is compared with the manifest before a restore. */
    public enum Verification {
        /** The images, and the files that the process maps or reads. */
        ALL,
        /** The images alone. */
        IMAGES,
        /** Nothing: the tool believes what it is given. */
        NONE
    }

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public CriuConfig {
        Objects.requireNonNull(binary, "binary");
        Objects.requireNonNull(networkLock, "networkLock");
        Objects.requireNonNull(tcp, "tcp");
        Objects.requireNonNull(verification, "verification");
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline=" + deadline + ": must be positive");
        }
        if (logLevel < 1 || logLevel > MOST_LOGGED) {
            throw new IllegalArgumentException("logLevel=" + logLevel + ": must be 1 to " + MOST_LOGGED);
        }
        engines = Map.copyOf(engines);
        if (engines.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("engines=" + engines + ": each names at least its program");
        }
        more = List.copyOf(more);
    }

    /** Defaults that work: nftables where it is installed, TCP connections refused. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with this. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.binary = binary;
        builder.networkLock = networkLock;
        builder.tcp = tcp;
        builder.shellJob = shellJob;
        builder.fileLocks = fileLocks;
        builder.externalUnix = externalUnix;
        builder.deadline = deadline;
        builder.logLevel = logLevel;
        builder.verification = verification;
        builder.force = force;
        builder.engines.putAll(engines);
        builder.more = more;
        return builder;
    }

    /** Collects how the tool is driven. For one thread. */
    public static final class Builder {

        private static final List<String> BESIDE_THE_PATH =
                List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/criu/bin");

        private Path binary = Programs.find("criu", BESIDE_THE_PATH).orElse(Path.of("criu"));
        private NetworkLock networkLock = lockAtHand();
        private Tcp tcp = Tcp.REFUSED;
        private boolean shellJob;
        private boolean fileLocks;
        private boolean externalUnix;
        private Duration deadline = Duration.ofMinutes(2);
        private int logLevel = 3;
        private Verification verification = Verification.ALL;
        private boolean force;
        private final Map<Engine, List<String>> engines = new EnumMap<>(Engine.class);
        private List<String> more = List.of();

        private Builder() {}

        /** The tool; by default the {@code criu} that is found on {@code PATH} or where it is usually installed. */
        public Builder binary(Path binary) {
            this.binary = binary;
            return this;
        }

        /**
         * What keeps packets away; nftables by default, iptables where only that is installed. Where connections are refused,
         * and the processes are in the network namespace of this one, nothing is needed, and nothing is done.
         */
        public Builder networkLock(NetworkLock networkLock) {
            this.networkLock = networkLock;
            return this;
        }

        /** What becomes of established TCP connections; refused by default. */
        public Builder tcp(Tcp tcp) {
            this.tcp = tcp;
            return this;
        }

        /** Whether a process that belongs to a terminal may be taken; false by default. */
        public Builder shellJob(boolean shellJob) {
            this.shellJob = shellJob;
            return this;
        }

        /** Whether locks on files are taken along; false by default. */
        public Builder fileLocks(boolean fileLocks) {
            this.fileLocks = fileLocks;
            return this;
        }

        /** Whether UNIX sockets may have their other end outside; false by default. */
        public Builder externalUnix(boolean externalUnix) {
            this.externalUnix = externalUnix;
            return this;
        }

        /** How long one run of the tool may take; two minutes by default. */
        public Builder deadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /** How much the tool logs, 1 to 4; 3 by default. */
        public Builder logLevel(int logLevel) {
            this.logLevel = logLevel;
            return this;
        }

        /** What is compared with the manifest before a restore; all by default. */
        public Builder verification(Verification verification) {
            this.verification = verification;
            return this;
        }

        /** Whether a restore is tried although the host is another; false by default. */
        public Builder force(boolean force) {
            this.force = force;
            return this;
        }

        /**
         * How the program of an engine is called; by its plain name by default.
         *
         * @param engine whose
         * @param command the program and the options that come before its own commands
         */
        public Builder engine(Engine engine, List<String> command) {
            engines.put(engine, List.copyOf(command));
            return this;
        }

        /** Further options of {@code criu dump} and {@code criu restore}; none by default. */
        public Builder more(List<String> more) {
            this.more = List.copyOf(more);
            return this;
        }

        /**
         * Checks and gives it.
         *
         * @throws IllegalArgumentException if a value is out of bounds
         */
        public CriuConfig build() {
            return new CriuConfig(
                    binary,
                    networkLock,
                    tcp,
                    shellJob,
                    fileLocks,
                    externalUnix,
                    deadline,
                    logLevel,
                    verification,
                    force,
                    engines,
                    more);
        }

        private static NetworkLock lockAtHand() {
            boolean only = Programs.find("nft", BESIDE_THE_PATH).isEmpty()
                    && Programs.find("iptables", BESIDE_THE_PATH).isPresent();
            return only ? NetworkLock.IPTABLES : NetworkLock.NFTABLES;
        }
    }
}
