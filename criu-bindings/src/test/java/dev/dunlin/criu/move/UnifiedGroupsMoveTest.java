package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.AtWork;
import dev.dunlin.criu.CountingBox;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.EngineContainer;
import dev.dunlin.criu.NeedsCriu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Containers move between hosts whose control groups are of version 2. */
@NeedsCriu
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class UnifiedGroupsMoveTest {

    private static final Pattern LISTENS = Pattern.compile("receiving on (\\S+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"RUNC", "PODMAN"})
    void aContainerGoesOnThereWhereItStood(Engine engine) throws IOException {
        assumeTrue(UnifiedHost.mount().isPresent(), "this kernel has no control groups of version 2");
        CountingBox box = new CountingBox(folder);
        Path own = Files.createDirectory(folder.resolve("own"));
        Container container = new Container(engine, EngineHosts.NAME);
        List<String> called = CountingBox.engine(engine, own);
        try (UnifiedHost source = new UnifiedHost("source", folder, own);
                UnifiedHost target = new UnifiedHost("target", folder, own)) {
            EngineContainer here = on(source, container, called);
            EngineContainer there = on(target, container, called);
            try {
                EngineHosts.startBox(
                        box, engine, source.on(called), target.on(called), own, List.of(source.kept(), target.kept()));
                EngineHosts.awaitMore(here);
                Process receiver = target.start(
                        program(called, "receive", "tcp://127.0.0.1:0", owned("received"), engine.name()),
                        "received.log");
                try {
                    Process migration = source.start(
                            program(called, "carry", engine.name(), EngineHosts.NAME, awaitAddress(), owned("sent")),
                            "sent.log");
                    assertThat(TwoHosts.await(migration, 60))
                            .as(text("sent.log"))
                            .isZero();
                } finally {
                    receiver.destroyForcibly().onExit().join();
                }
                assertThat(here.standing()).isEmpty();
                EngineHosts.awaitMore(there);
            } finally {
                for (EngineContainer left : List.of(here, there)) {
                    left.standing().ifPresent(standing -> left.remove(standing.id()));
                }
                AtWork.awaitNone(folder.resolve("own"));
            }
        }
    }

    private static EngineContainer on(UnifiedHost host, Container container, List<String> called) {
        return new EngineContainer(
                CriuConfig.builder().engine(container.engine(), host.on(called)).build(), container);
    }

    private static List<String> program(List<String> called, String... arguments) {
        List<String> argv = TwoHosts.javaCommand(List.of(), arguments);
        argv.addAll(called);
        return argv;
    }

    private String owned(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name), OwnDirectory.OWN).toString();
    }

    /** Where the receiver listens. */
    private String awaitAddress() {
        Await.until("a receiver", () -> LISTENS.matcher(text("received.log")).find());
        Matcher listens = LISTENS.matcher(text("received.log"));
        assertThat(listens.find()).isTrue();
        return listens.group(1);
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
