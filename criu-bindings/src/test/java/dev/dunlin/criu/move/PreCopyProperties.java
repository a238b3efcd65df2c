package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Memory is sent as it was, and then what criu has written of it later: the target has every byte of that, and of the pages
 * that are as they were not one goes twice, wherever they are now.
 */
final class PreCopyProperties {

    private static final int PAGE = PageIndex.PAGE_BYTES;

    @Property(tries = 60)
    void whatIsRebuiltIsWhatWasWritten(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int before,
            @ForAll @IntRange(max = 600) int after,
            @ForAll @IntRange(max = 4095) int rest)
            throws IOException {
        try (Wire wire = new Wire()) {
            Random random = new Random(seed);
            List<byte[]> known = pages(random, before);
            wire.before(1, known.subList(0, before / 2));
            wire.before(2, known.subList(before / 2, before));

            List<byte[]> written = new ArrayList<>();
            int fresh = 0;
            for (int i = 0; i < after; i++) {
                // As it was, somewhere else, or changed in one bit.
                byte[] page = known.get(random.nextInt(5) > 0 ? Math.min(i, before - 1) : random.nextInt(before))
                        .clone();
                if (random.nextInt(4) == 0) {
                    page[random.nextInt(PAGE)] ^= (byte) (1 << random.nextInt(8));
                    fresh++;
                }
                written.add(page);
            }
            byte[] tail = new byte[rest];
            random.nextBytes(tail);
            written.add(tail);
            long sent = wire.write("pages-1.img", written);

            assertThat(sent).isLessThanOrEqualTo((long) fresh * PAGE + rest + 32L * (after + 64));
            wire.complete();
            assertThat(wire.received("pages-1.img")).hasBinaryContent(join(written));
            assertThat(wire.received(PreCopy.name(1))).doesNotExist();
        }
    }

    @Property(tries = 20)
    void aConnectionThatBreaksAnywhereChangesNothing(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int pages, @ForAll @IntRange(max = 8) int lost)
            throws IOException {
        try (Wire wire = new Wire()) {
            Random random = new Random(seed);
            List<byte[]> known = pages(random, pages);
            wire.before(1, known);
            wire.breaksAfter = lost;
            List<byte[]> written = new ArrayList<>(known);
            written.addAll(pages(random, 150));
            wire.write("pages-1.img", written);
            wire.complete();
            assertThat(wire.received("pages-1.img")).hasBinaryContent(join(written));
        }
    }

    @Property(tries = 20)
    void oneThatIsNotThereAnyMoreIsRefused(@ForAll long seed) throws IOException {
        try (Wire wire = new Wire()) {
            wire.before(1, pages(new Random(seed), 3));
            for (MoveMessage.Run run : List.of(
                    new MoveMessage.Run(2, 0, PAGE),
                    new MoveMessage.Run(1, 3 * PAGE, PAGE),
                    new MoveMessage.Run(1, Long.MAX_VALUE, PAGE))) {
                assertThatThrownBy(() -> wire.intake.take(
                                new MoveMessage.Rebuilt("pages-1.img", 0, List.of(run), new byte[0], 0)))
                        .isInstanceOf(DunlinException.class)
                        .hasMessageContaining("has no " + PAGE + " bytes at");
            }
        }
    }

    private static List<byte[]> pages(Random random, int count) {
        List<byte[]> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] page = new byte[PAGE];
            if (random.nextInt(5) > 0) {
                random.nextBytes(page);
            }
            pages.add(page);
        }
        return pages;
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** A source and a target without a network between them. */
    private static final class Wire implements AutoCloseable {

        private final Path folder = Files.createTempDirectory("dunlin-pages");
        private final Path source = Files.createDirectory(folder.resolve("source"));
        private final Path target = Files.createDirectory(folder.resolve("target"));
        private final PageIndex index = new PageIndex();
        private final ImageTail tail = new ImageTail(source, "*.img", FileSums.BY_KIND, index);
        final Intake intake = new Intake(target, FileSums.BY_KIND, Long.MAX_VALUE, 10);
        int breaksAfter = Integer.MAX_VALUE;

        Wire() throws IOException {}

        void before(int number, List<byte[]> pages) throws IOException {
            List<byte[]> kept = new ArrayList<>();
            for (byte[] page : pages) {
                if (index.find(page, 0) == 0) {
                    index.add(number, (long) kept.size() * PAGE);
                    kept.add(page);
                }
            }
            write(PreCopy.name(number), kept);
        }

        long write(String name, List<byte[]> parts) throws IOException {
            long sent = tail.bytes();
            Files.write(source.resolve(name), join(parts));
            overConnections(() -> tail.advance(true, this::deliver));
            return tail.bytes() - sent;
        }

        private void deliver(byte[] message) {
            if (breaksAfter-- == 0) {
                throw new DunlinException(DunlinException.Reason.CONNECTION_LOST, "it broke");
            }
            try {
                MoveMessage read = MoveFormat.decode(Arrays.copyOf(message, message.length));
                if (read instanceof MoveMessage.Chunk chunk) {
                    intake.take(chunk.path(), chunk.offset(), chunk.message(), chunk.from(), chunk.length());
                } else if (read instanceof MoveMessage.Rebuilt piece) {
                    intake.take(piece);
                } else if (read instanceof MoveMessage.FileEnd end) {
                    intake.end(end.path(), end.length(), end.sha256());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void complete() throws IOException {
            overConnections(() -> {
                tail.advance(true, this::deliver);
                MoveMessage.Complete all = tail.finish(Map.of(), this::deliver);
                intake.complete(all.files(), all.manifestSha256());
            });
        }

        private void overConnections(MemoryCopy.Step step) throws IOException {
            while (true) {
                try {
                    step.done();
                    return;
                } catch (DunlinException e) {
                    if (e.reason() != DunlinException.Reason.CONNECTION_LOST) {
                        throw e;
                    }
                    tail.rewind(intake.parts());
                }
            }
        }

        Path received(String name) {
            return target.resolve(name);
        }

        @Override
        public void close() throws IOException {
            tail.close();
            intake.close();
            Intake.removeTree(folder);
        }
    }
}
