package dev.dunlin.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Threads that send as fast as they are let, for a while. Driven by one thread. */
public final class Publishers implements AutoCloseable {

    private static final class One {
        private final Sender sender;
        private long sent;

        One(Sender sender) {
            this.sender = sender;
        }
    }

    private final Payloads payloads;
    private final List<One> publishers;
    private final ExecutorService threads;
    private volatile boolean stopped;

    /**
     * Makes publishers, a thread for each sender.
     *
     * @param payloads what they send
     * @param senders how they send
     */
    public Publishers(Payloads payloads, List<Sender> senders) {
        this.payloads = payloads;
        this.publishers = senders.stream().map(One::new).toList();
        this.threads = Executors.newFixedThreadPool(senders.size(), task -> {
            Thread thread = new Thread(task, "publisher");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Sends for a while, until all is flushed.
     *
     * @param span how long
     * @return what was sent in this call and those before
     * @throws InterruptedException if the wait was interrupted
     */
    public Tally run(Duration span) throws InterruptedException {
        stopped = false;
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (One publisher : publishers) {
            running.add(CompletableFuture.runAsync(() -> send(publisher), threads));
        }
        TimeUnit.NANOSECONDS.sleep(span.toNanos());
        stopped = true;
        running.forEach(CompletableFuture::join);
        return publishers.stream()
                .map(publisher -> payloads.tally(publisher.sent))
                .reduce(Tally.NONE, Tally::plus);
    }

    private void send(One publisher) {
        Sender sender = publisher.sender;
        long n = publisher.sent;
        while (!stopped) {
            sender.send(payloads.payload(n));
            n++;
        }
        sender.flush();
        publisher.sent = n;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
