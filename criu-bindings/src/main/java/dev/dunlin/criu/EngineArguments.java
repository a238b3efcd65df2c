package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Command lines of what runs containers, as lists of arguments that no shell reads. Pure. */
final class EngineArguments {

    /** The archive of a container of podman, in the directory of the images. */
    static final String ARCHIVE = "checkpoint.tar.gz";

    /** What runc complains of, in the directory of the images. */
    static final String LOG = "engine.log";

    private final CriuConfig config;
    private final Container container;

    EngineArguments(CriuConfig config, Container container) {
        this.config = config;
        this.container = container;
    }

    /**
     * Freezes it.
     *
     * @param directory where its images go; docker keeps them itself
     * @param work where runc has the tool log
     * @param label how docker calls them
     */
    List<String> checkpoint(Path directory, Path work, String label, boolean leaveRunning) {
        List<String> line = switch (container.engine()) {
            case DOCKER -> line("checkpoint", "create");
            case PODMAN -> line("container", "checkpoint", "--export", archive(directory));
            case RUNC -> line("checkpoint", "--image-path", directory.toString(), "--work-path", work.toString());
        };
        if (leaveRunning) {
            line.add("--leave-running");
        }
        options(line);
        line.add(container.name());
        if (container.engine() == Engine.DOCKER) {
            line.add(label);
        }
        return line;
    }

    /**
     * Thaws it.
     *
     * @param work where runc logs, and has the tool log
     * @param bundle where runc finds its root and configuration
     */
    List<String> restore(Path directory, Path work, String label, String bundle) {
        List<String> line = switch (container.engine()) {
            case DOCKER -> line("start", "--checkpoint", label);
            case PODMAN -> line("container", "restore", "--import", archive(directory));
            case RUNC ->
                line(
                        "--log",
                        work.resolve(LOG).toString(),
                        "restore",
                        "--detach",
                        "--image-path",
                        directory.toString(),
                        "--work-path",
                        work.toString(),
                        "--bundle",
                        bundle);
        };
        options(line);
        if (container.engine() != Engine.PODMAN) {
            line.add(container.name());
        }
        return line;
    }

    /** Asks for its state: for runc as JSON, for the others as pid, id and status, a line each. */
    List<String> state() {
        return switch (container.engine()) {
            case DOCKER -> line("inspect", "--format", "{{.State.Pid}}\n{{.Id}}\n{{.State.Status}}", container.name());
            case PODMAN ->
                line(
                        "container",
                        "inspect",
                        "--format",
                        "{{.State.Pid}}\n{{.Id}}\n{{.State.Status}}",
                        container.name());
            case RUNC -> line("state", container.name());
        };
    }

    /** Removes a container of podman that has ended, so that another can have its name. */
    List<String> remove() {
        return line("rm", container.name());
    }

    /** Ends it and removes it, however it stands. */
    List<String> end(String id) {
        return switch (container.engine()) {
            case DOCKER -> line("rm", "--force", id);
            case PODMAN -> line("rm", "--force", "--time", "0", id);
            case RUNC -> line("delete", "--force", container.name());
        };
    }

    /** Asks for the version of the engine, and of what it runs containers with. */
    List<String> version() {
        return switch (container.engine()) {
            case DOCKER -> line("version", "--format", "{{.Server.Version}}");
            case PODMAN -> line("info", "--format", "{{.Version.Version}} with {{.Host.OCIRuntime.Name}}");
            case RUNC -> line("--version");
        };
    }

    /** Asks of what image it was made: for podman alone. */
    List<String> image() {
        return line("container", "inspect", "--format", "{{.ImageName}}", container.name());
    }

    /** Asks whether podman has an image. */
    List<String> hasImage(String image) {
        return line("image", "exists", image);
    }

    /** Asks the daemon of docker where it keeps its files, and whether it may freeze: a line each. */
    List<String> daemon() {
        return line("info", "--format", "{{.DockerRootDir}}\n{{.ExperimentalBuild}}");
    }

    private void options(List<String> line) {
        switch (container.engine()) {
            case DOCKER -> {}
            case PODMAN -> {
                if (config.tcp() == CriuConfig.Tcp.ESTABLISHED) {
                    line.add("--tcp-established");
                }
                if (config.fileLocks()) {
                    line.add("--file-locks");
                }
            }
            case RUNC -> {
                if (config.tcp() == CriuConfig.Tcp.ESTABLISHED) {
                    line.add("--tcp-established");
                }
                if (config.fileLocks()) {
                    line.add("--file-locks");
                }
                if (config.externalUnix()) {
                    line.add("--ext-unix-sk");
                }
                if (config.shellJob()) {
                    line.add("--shell-job");
                }
            }
        }
    }

    private List<String> line(String... words) {
        List<String> line = new ArrayList<>(config.engines()
                .getOrDefault(
                        container.engine(), List.of(container.engine().name().toLowerCase(Locale.ROOT))));
        line.addAll(List.of(words));
        return line;
    }

    private static String archive(Path directory) {
        return directory.resolve(ARCHIVE).toString();
    }
}
