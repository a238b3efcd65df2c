package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.call.CallException;
import dev.dunlin.call.CallStep;
import dev.dunlin.call.Failure;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.service.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service called at three replicas in one JVM. */
class ServiceTest {

    private final ServiceScene scene = new ServiceScene();
    private final List<DiskFiles> disks = List.of(new DiskFiles(), new DiskFiles(), new DiskFiles());
    private final Files files;

    ServiceTest() {
        for (DiskFiles disk : disks) {
            scene.with(Services.server(Files.class, disk));
        }
        files = Services.client(Files.class, scene.call());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void theBooksExample() throws IOException {
        byte[] buf = new byte[100];
        int count = files.read(3, buf, 9);
        assertThat(count).isEqualTo(9);
        assertThat(new String(buf, 0, 9, StandardCharsets.US_ASCII)).isEqualTo("low water");
        assertThat(Arrays.copyOfRange(buf, 9, 100)).containsOnly(0);
    }

    @Test
    void tenStepsInOrder() throws Exception {
        try (ServiceScene one = new ServiceScene().with(Services.server(Files.class, new DiskFiles()))) {
            Files alone = Services.client(Files.class, one.call());
            assertThat(alone.read(3, new byte[4], 4)).isEqualTo(4);
            assertThat(one.steps()).containsExactly(CallStep.values());
            assertThat(one.seen).allMatch(each -> each.procedure().endsWith("Files.read(int,byte[],int)"));
            assertThat(one.seen)
                    .filteredOn(ServiceScene.Seen::atCaller)
                    .extracting(ServiceScene.Seen::step)
                    .containsExactly(
                            CallStep.CALLED,
                            CallStep.PACKED,
                            CallStep.SENT,
                            CallStep.RESULT_DELIVERED,
                            CallStep.RETURNED);
        }
    }

    @Test
    void overloadsRecordsAndTypeArguments() throws Exception {
        assertThat(files.read("tides")).isEqualTo(DiskFiles.TEXT);
        assertThat(files.list(List.of("a", "b")))
                .containsExactly(
                        new Files.Entry("a/tides", 18, Optional.of(Instant.EPOCH)),
                        new Files.Entry("b/tides", 18, Optional.of(Instant.EPOCH)));
    }

    @Test
    void arraysGoThereAndBack() {
        String[] names = {"skagen", "esbjerg"};
        long[] lengths = new long[2];
        files.sort(names, lengths);
        assertThat(names).containsExactly("esbjerg", "skagen");
        assertThat(lengths).containsExactly(7, 6);
        files.sort(names, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.sort(names, new long[5]))
                .withMessage("lengths has 5 elements: at most 4, as its @Out says");
    }

    @Test
    void nothingIsGivenWhereNothingIs() {
        files.touch("tides");
        scene.world.run();
        assertThat(disks).allMatch(disk -> disk.touched.equals(List.of("tides")));
        files.touch(null);
        assertThat(disks.get(0).touched).containsExactly("tides", null);
    }

    @Test
    void declaredExceptionsAreThrownAsTheyAre() {
        Files.NotFound missing = catchThrowableOfType(Files.NotFound.class, () -> files.read("charts"));
        assertThat(missing).hasMessage("no charts in 7 places");
        assertThat(missing.path()).isEqualTo("charts");
        assertThat(missing.looked()).isEqualTo(7);
        assertThat(missing.getStackTrace())
                .as("the caller's stack")
                .anyMatch(each -> each.getClassName().equals(ServiceTest.class.getName()));
        byte[] buf = {5};
        assertThatThrownBy(() -> files.read(4, buf, 1))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("fd 4 is not open");
        assertThat(buf).containsExactly(5);
        assertThat(scene.replicas).allMatch(each -> each.stats().failures().isEmpty());
    }

    @Test
    void exceptionsThatAreNotDeclaredAreTheReplicasFailures() {
        CallException failed = catchThrowableOfType(CallException.class, () -> files.list(null));
        assertThat(failed.replicas().get(0).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.HANDLER_FAILED));
        assertThat(failed.replicas().get(0).detail()).contains("NullPointerException");
        assertThat(failed.effectMayHaveHappened()).isTrue();
    }

    @Test
    void whatComesLaterDoesNotBlock() throws Exception {
        CompletableFuture<Long> size = files.size("tides").toCompletableFuture();
        scene.world.run();
        assertThat(size).isNotDone();
        disks.forEach(disk -> disk.size.complete(18L));
        scene.world.run();
        assertThat(size).isCompletedWithValue(18L);

        byte[] seal = new byte[2];
        CompletableFuture<Void> sync = files.sync(seal);
        scene.world.run();
        assertThat(sync).isCompletedWithValue(null);
        assertThat(seal).containsExactly(9, 9);
        CompletableFuture<Void> failing = files.sync(new byte[13]);
        scene.world.run();
        assertThat(failing)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseExactlyInstanceOf(Files.NotFound.class);
    }

    @Test
    void whatComesLaterCanBeWithdrawn() throws Exception {
        CompletableFuture<Void> sync = files.sync(new byte[1]);
        assertThat(sync.cancel(true)).isTrue();
        scene.world.run();
        assertThat(scene.replicas).allMatch(each -> each.stats().executed() == 0);
    }

    @Test
    void oneWayIsSentOnceAndNotAnswered() {
        files.touch("connect");
        scene.world.run();
        scene.seen.clear();
        files.log("a line");
        scene.world.run();
        assertThat(disks).allMatch(disk -> disk.logged.equals(List.of("a line")));
        assertThat(scene.steps())
                .doesNotContain(CallStep.RESULT_SENT, CallStep.RETURNED)
                .contains(CallStep.EXECUTED);
    }

    @Test
    void defaultMethodsRunAtTheCaller() {
        assertThat(files.firstOf("x")).isEqualTo("x/tides");
    }

    @Test
    void aStubIsAnObject() {
        Files other = Services.client(Files.class, scene.call());
        assertThat(new HashSet<>(List.of(files, other))).hasSize(2).contains(files, other);
        assertThat(files.toString()).startsWith("dev.dunlin.transport.inmemory.Files of ");
        assertThat(scene.seen).isEmpty();
        assertThat(files).isNotEqualTo(null);
    }
}
