package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.EngineContainer;
import dev.dunlin.criu.EngineContainer.Standing;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.NeededFiles;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container that is to move, on the host that it leaves: what is asked of it and its engine while it runs. For one thread.
 *
 * @param container what its engine tells
 * @param standing how it stood when it was asked
 * @param freezer what stops all its processes, and nobody else's
 */
record ContainerDeparture(EngineContainer container, Standing standing, Freezer freezer) {

    /** Which files are its images: runc's, and podman's archive. */
    static final String IMAGES = "{*.img,*.json,*.tar.gz}";

    /**
     * Asks its engine.
     *
     * @throws DunlinException if it is not there, or is asked to move as no container can
     */
    static ContainerDeparture of(Container asked, MigrationConfig config) {
        if (asked.engine() == Engine.DOCKER) {
            throw new DunlinException(
                    Reason.UNSUPPORTED,
                    asked + ": docker keeps a checkpoint with the container that it was taken of, and takes in none of"
                            + " another host; run it with podman or runc to move it");
        }
        if (config.mode() != Mode.AUTO && config.mode() != Mode.STOP_AND_COPY) {
            throw new DunlinException(
                    Reason.REJECTED,
                    "mode=" + config.mode() + ": a container is moved with stop-and-copy alone; leave the mode out");
        }
        if (config.address() != null) {
            throw new DunlinException(
                    Reason.REJECTED,
                    "address=" + config.address() + ": a container has a network of its own, and no address of the host"
                            + " goes with it; leave it out");
        }
        EngineContainer container = new EngineContainer(criu(config.criu(), config.engines()), asked);
        Standing standing = container
                .standing()
                .filter(Standing::runs)
                .orElseThrow(() -> new CheckpointException(
                        CheckpointFault.NO_SUCH_PROCESS, asked + " does not run here, or is not there"));
        Freezer freezer = Freezer.of(standing.pid())
                .orElseThrow(() -> new CheckpointException(
                        CheckpointFault.NO_FREEZER, asked + " has no control group of its own with a freezer"));
        return new ContainerDeparture(container, standing, freezer);
    }

    /** How engines are called when a container moves. */
    static CriuConfig criu(Path binary, Map<Engine, List<String>> engines) {
        CriuConfig.Builder builder = CriuConfig.builder().binary(binary).fileLocks(true);
        engines.forEach(builder::engine);
        return builder.build();
    }

    /** What the target has to know before anything is stopped. */
    Map<String, String> facts(boolean forced) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(MoveFacts.ENGINE, container.container().engine().name());
        facts.put(MoveFacts.CONTAINER, container.container().name());
        facts.put(MoveFacts.CONTAINER_ID, standing.id());
        facts.put(MoveFacts.CONTAINER_IMAGE, container.image());
        facts.put(MoveFacts.ENGINE_VERSION, container.version());
        if (forced) {
            facts.put(MoveFacts.FORCED, "1");
        }
        return facts;
    }

    /**
     * The target must know what a container is.
     *
     * @param welcome what the target is
     */
    void require(Map<String, String> welcome) {
        if (!welcome.containsKey(MoveFacts.CONTAINERS)) {
            throw new DunlinException(
                    Reason.UNSUPPORTED,
                    "the target is of a release that takes in no containers; install this one there");
        }
    }

    /** The files that the target must have before: podman's archive brings its own, runc's bundle must be there. */
    List<Entry> files() {
        return container.container().engine() == Engine.RUNC
                ? NeededFiles.ofBundle(standing.pid(), Path.of(standing.id()))
                : List.of();
    }

    /** Ends it if it runs there, else lets it go on here. */
    static void settle(Container asked, MigrationConfig config, boolean there) {
        EngineContainer container = new EngineContainer(criu(config.criu(), config.engines()), asked);
        Standing standing = container
                .standing()
                .filter(found -> found.pid() > 0)
                .orElseThrow(() ->
                        new CheckpointException(CheckpointFault.NO_SUCH_PROCESS, asked + " is not here any more"));
        if (there) {
            EngineFreeze.endHere(container, standing.id(), standing.pid(), config.told());
        } else {
            EngineFreeze.goOn(standing.pid());
        }
    }

    Freeze freeze(Path work, MigrationConfig config) {
        return new EngineFreeze(container, standing.id(), standing.pid(), freezer, work, config);
    }
}
