package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.EngineContainer;
import dev.dunlin.criu.EngineContainer.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Restores a container by its engine. Its processes are stopped then, as they were written down stopped. For one thread at a
 * time.
 */
final class EngineThaw implements Thaw {

    private final EngineContainer container;
    private final EngineContainer byId;
    private final String id;
    private final Path images;
    private final Duration deadline;

    private EngineThaw(CriuConfig engines, Container container, String id, Path images, Duration deadline) {
        this.container = new EngineContainer(engines, container);
        this.byId = new EngineContainer(
                engines, container.engine() == Engine.RUNC ? container : new Container(container.engine(), id));
        this.id = id;
        this.images = images;
        this.deadline = deadline;
    }

    /**
     * Creates one.
     *
     * @param facts what the source says of it
     * @throws CheckpointException REFUSED if that is no container that can be taken in
     */
    static EngineThaw of(ReceiverConfig config, Path images, Map<String, String> facts) {
        try {
            Engine engine = Engine.valueOf(facts.getOrDefault(MoveFacts.ENGINE, ""));
            return new EngineThaw(
                    ContainerDeparture.criu(config.criu(), config.engines()),
                    new Container(engine, facts.getOrDefault(MoveFacts.CONTAINER, "")),
                    facts.getOrDefault(MoveFacts.CONTAINER_ID, ""),
                    images,
                    config.restoreDeadline());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    CheckpointFault.REFUSED, "what comes is no container: " + e.getMessage(), null, e);
        }
    }

    @Override
    public void prepare(Map<String, String> facts) {
        String here = container.version();
        String there = facts.getOrDefault(MoveFacts.ENGINE_VERSION, here);
        if (!here.equals(there) && !facts.containsKey(MoveFacts.FORCED)) {
            throw new CheckpointException(
                    CheckpointFault.OTHER_HOST,
                    container.container().engine() + " is \"" + there + "\" on the source, but \"" + here
                            + "\" on the target; make them the same, or force it");
        }
        requireFree();
        String image = facts.getOrDefault(MoveFacts.CONTAINER_IMAGE, "");
        if (!container.hasImage(image)) {
            throw new CheckpointException(
                    CheckpointFault.CONTAINER_IMAGE_MISSING, "podman on the target has no image " + image);
        }
        if (container.container().engine() == Engine.RUNC && !Files.isDirectory(Path.of(id))) {
            throw new CheckpointException(CheckpointFault.FILE_DIFFERS, "the bundle " + id + " is not on the target");
        }
    }

    private void requireFree() {
        if (container.standing().isPresent() || byId.standing().isPresent()) {
            throw new CheckpointException(
                    CheckpointFault.NAME_TAKEN, container.container() + " is on the target already, or its id is");
        }
    }

    @Override
    public void remember(Map<String, String> facts) {
        // It was created with them.
    }

    @Override
    public Map<String, Long> restore(Map<String, String> options) {
        requireFree();
        try {
            // From here on what has the name, and is of this id, is of ours.
            Files.writeString(begun(), id);
        } catch (IOException e) {
            throw new CheckpointException(CheckpointFault.NO_DIRECTORY, begun() + ": " + e.getMessage(), null, e);
        }
        long before = System.nanoTime();
        container.restore(images, Objects.requireNonNull(images.toAbsolutePath().getParent()), id, deadline);
        return Map.of("restore", System.nanoTime() - before);
    }

    private Path begun() {
        return images.resolveSibling("engine-begun");
    }

    @Override
    public void run() {
        byId.standing().filter(standing -> standing.pid() > 0).ifPresent(standing -> EngineFreeze.goOn(standing.pid()));
    }

    @Override
    public void whenOver(Runnable action) {
        action.run();
    }

    @Override
    public void drop(boolean begun) {
        if (!begun || !Files.exists(begun())) {
            return;
        }
        CriuThaw.endRestores(images);
        byId.standing().filter(standing -> standing.id().equals(id)).ifPresent(this::remove);
    }

    private void remove(Standing left) {
        EngineFreeze.endHere(byId, left.id(), left.pid(), line -> {});
    }
}
