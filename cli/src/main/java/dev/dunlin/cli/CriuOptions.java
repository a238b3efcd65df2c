package dev.dunlin.cli;

import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.CriuConfig.NetworkLock;
import dev.dunlin.criu.CriuConfig.Tcp;
import dev.dunlin.criu.CriuConfig.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how CRIU is driven. */
final class CriuOptions {

    @Option(
            names = "--criu",
            paramLabel = "FILE",
            description = "The criu to run; the one on PATH, or where it is usually installed, by default.")
    private @Nullable Path binary;

    @Option(
            names = "--tcp",
            paramLabel = "WHAT",
            defaultValue = "refused",
            description = {
                "What becomes of established TCP connections; ${DEFAULT-VALUE} by default.",
                "  refused      a process that has one is not frozen",
                "  established  they go on",
                "  closed       they are closed at the restore"
            })
    private String tcp = "refused";

    @Option(names = "--shell-job", description = "Take a process that belongs to a terminal.")
    private boolean shellJob;

    @Option(names = "--file-locks", description = "Take locks on files along.")
    private boolean fileLocks;

    @Option(names = "--ext-unix", description = "Take UNIX sockets whose other end is outside.")
    private boolean externalUnix;

    @Option(
            names = "--network-lock",
            paramLabel = "HOW",
            description = "What keeps packets away meanwhile: nftables or iptables; what is installed by default.")
    private @Nullable String networkLock;

    @Option(
            names = "--deadline",
            paramLabel = "SPAN",
            defaultValue = "2m",
            description = "How long criu may take; ${DEFAULT-VALUE} by default.")
    private Duration deadline = Duration.ofMinutes(2);

    @Option(
            names = "--criu-option",
            paramLabel = "WORD",
            description = "A further option for criu dump and criu restore; may be repeated, a word each.")
    private List<String> more = new ArrayList<>();

    /**
     * What was asked for.
     *
     * @param verification what a restore compares with the manifest
     * @param force whether a restore is tried on another host
     * @throws IllegalArgumentException if a value is none
     */
    CriuConfig config(Verification verification, boolean force) {
        CriuConfig.Builder builder = CriuConfig.builder()
                .tcp(tcp())
                .shellJob(shellJob)
                .fileLocks(fileLocks)
                .externalUnix(externalUnix)
                .deadline(deadline)
                .verification(verification)
                .force(force)
                .more(more);
        if (binary != null) {
            builder.binary(binary);
        }
        if (networkLock != null) {
            builder.networkLock(lock(networkLock));
        }
        return builder.build();
    }

    /** What was asked for, where nothing is restored. */
    CriuConfig config() {
        return config(Verification.ALL, false);
    }

    private Tcp tcp() {
        return switch (tcp) {
            case "refused" -> Tcp.REFUSED;
            case "established" -> Tcp.ESTABLISHED;
            case "closed" -> Tcp.CLOSED;
            default -> throw new IllegalArgumentException("--tcp " + tcp + ": write refused, established or closed");
        };
    }

    private static NetworkLock lock(String text) {
        return switch (text) {
            case "nftables" -> NetworkLock.NFTABLES;
            case "iptables" -> NetworkLock.IPTABLES;
            default -> throw new IllegalArgumentException("--network-lock " + text + ": write nftables or iptables");
        };
    }
}
