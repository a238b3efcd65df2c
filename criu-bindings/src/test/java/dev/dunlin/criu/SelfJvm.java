package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Continuation.Restored;
import dev.dunlin.checkpoint.SelfCheckpointer;
import dev.dunlin.criu.self.CriuSelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A program of the tests: it counts in its memory, and freezes itself whenever it finds a file that asks for it. What it
 * answers lies beside. Its resources write down when they are told; it has no file open while it counts.
 */
final class SelfJvm {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final AtomicLong counted = new AtomicLong();
    /** They live as long as somebody holds them. */
    private final List<Hook> hooks = new ArrayList<>();

    private final Path folder;
    private final SelfCheckpointer self;

    private SelfJvm(Path folder, SelfCheckpointer self) {
        this.folder = folder;
        this.self = self;
    }

    /** Works in the folder of the first argument; the second, if any, is the tool, the third its deadline. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        SelfCheckpointer self = args.length == 1
                ? Checkpointer.self()
                : new CriuSelf(CriuConfig.builder()
                        .binary(Path.of(args[1]))
                        .deadline(Duration.parse(args[2]))
                        .build());
        new SelfJvm(folder, self).run();
    }

    private void run() throws IOException {
        for (String name : List.of("first", "second")) {
            Hook hook = new Hook(name);
            hooks.add(hook);
            org.crac.Core.getGlobalContext().register(hook);
        }
        Thread counter = new Thread(() -> {
            while (true) {
                counted.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
        counter.setDaemon(true);
        counter.start();
        answer("ready", "");
        for (int i = 1; ; ) {
            Path question = folder.resolve("ask-" + i);
            if (Files.exists(question)) {
                answer("answer-" + i, checkpoint(i, Files.readString(question)));
                i++;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private String checkpoint(int number, String question) {
        long before = counted.get();
        String how;
        try {
            Path images = folder.resolve("images-" + number);
            if (question.equals("org.crac")) {
                System.setProperty("dunlin.checkpoint.to", images.toString());
                org.crac.Core.checkpointRestore();
                how = "came back";
            } else {
                how = self.checkpoint(images, Afterwards.valueOf(question))
                        .getClass()
                        .getSimpleName();
            }
        } catch (CheckpointException e) {
            how = e.fault() + " " + e.getMessage() + " suppressed " + e.getSuppressed().length;
        } catch (org.crac.CheckpointException | org.crac.RestoreException e) {
            how = e + " suppressed " + e.getSuppressed()[0];
        }
        Optional<Restored> restored = self.restored();
        return how + "\n" + before + "\n" + counted.get() + "\n"
                + restored.map(Restored::frozen).map(Object::toString).orElse("never") + "\n"
                + restored.map(Restored::away).map(Duration::toMillis).orElse(-1L);
    }

    private void answer(String name, String text) throws IOException {
        Path beside = folder.resolve(name + ".new");
        Files.writeString(beside, text);
        Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Opens a server of its own while nothing is frozen. */
    private final class Hook implements org.crac.Resource {

        private final String name;
        private ServerSocket server;

        Hook(String name) throws IOException {
            this.name = name;
            this.server = open();
        }

        @Override
        public void beforeCheckpoint(org.crac.Context<? extends org.crac.Resource> context) throws IOException {
            note("before " + name);
            server.close();
            if (Files.exists(folder.resolve("refuse"))) {
                throw new IOException(name + " is not ready");
            }
        }

        @Override
        public void afterRestore(org.crac.Context<? extends org.crac.Resource> context) throws IOException {
            server = open();
            note("after " + name);
        }

        private static ServerSocket open() throws IOException {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        }

        private void note(String text) throws IOException {
            Files.writeString(
                    folder.resolve("hooks"), text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
