package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.Ttl;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Outgoing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a client sends, in the order of its numbers. For the connection's executor.
 *
 * <p>Neighbours with one topic and the same options are published together, so that they stand next to each other. Where
 * a subscriber holds publishers up, this one waits as any other does: it keeps what has come, asks again after a moment,
 * and answers nothing meanwhile, so that the client's window fills and the client's publishers wait. It goes on reading,
 * because what frees the subscriber may come over this same connection; only when a client disregards its window in bytes
 * is it not read from any more.
 */
final class PublishAdapter {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    /** Shorter than what a subscriber takes for the few MiB that hold a publisher up: it is not to run out of messages. */
    private static final long LAST_RETRY_NANOS = 3_000_000;

    private static final long FIRST_RETRY_NANOS = 500_000;

    /** How many topics are remembered; beyond, all are looked up anew. */
    private static final int MAX_TOPICS = 1024;

    private static final PublishOptions PLAIN =
            PublishOptions.builder().nonBlocking().build();

    /** A frame that is not published to its end. */
    private static final class Held {

        final Frame.Publish frame;

        /** The first message that is not published. */
        int next;

        /** Up to which message they are published one by one, because together they were refused. */
        int apart;

        /** What it counts against the bound; 0 until it has to wait. */
        long cost;

        Held(Frame.Publish frame) {
            this.frame = frame;
        }
    }

    private final Broker broker;
    private final Environment environment;
    private final ServerLink link;
    private final PublishedRuns answers;
    private final int window;
    private final long maxHeldBytes;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final Map<String, Topic<byte[]>> topics = new HashMap<>();
    private long lastId;
    private long heldBytes;
    private long retryNanos = FIRST_RETRY_NANOS;
    private boolean readingPaused;
    private boolean stopped;
    private @Nullable PublisherMemory memory;
    private Scheduler.@Nullable Timer retry;
    private @Nullable Outgoing optionsOf;
    private PublishOptions options = PLAIN;

    PublishAdapter(
            Broker broker, Environment environment, ServerConfig config, ServerLink link, PublishedRuns answers) {
        this.broker = broker;
        this.environment = environment;
        this.link = link;
        this.answers = answers;
        this.window = config.publishWindow();
        this.maxHeldBytes = Protocol.WINDOW_BYTES + config.limits().maxFrameBytes();
    }

    /** From now on what is published again, under a number that is remembered, is answered and not stored. */
    void rememberBy(PublisherMemory memory) {
        this.memory = memory;
    }

    /** Whether nothing is read from the client at the moment. */
    boolean isReadingPaused() {
        return readingPaused;
    }

    void onPublish(Frame.Publish frame) {
        int count = frame.messages().size();
        if (count == 0 || frame.firstId() <= lastId || frame.firstId() > Long.MAX_VALUE - count) {
            throw new ProtocolFault("Publish firstId=" + frame.firstId() + " of " + count
                    + " messages: the numbers must grow, the last was " + lastId);
        }
        lastId = frame.firstId() + count - 1;
        answers.expect(count);
        if (answers.unanswered() > window) {
            throw new ProtocolFault(answers.unanswered() + " publishes unanswered: the window is " + window);
        }
        int known = answerAgain(frame);
        if (known == count) {
            return;
        }
        Held latest = new Held(frame);
        latest.next = known;
        held.add(latest);
        if (retry == null) {
            publish();
        }
        if (held.peekLast() == latest) {
            latest.cost = Cost.of(frame);
            heldBytes += latest.cost;
            holdReading();
        }
    }

    /** Answers those messages of a frame that have been decided on before; gives how many. */
    private int answerAgain(Frame.Publish frame) {
        if (memory == null || frame.firstId() > memory.lastId()) {
            return 0;
        }
        int known = (int) Math.min(frame.messages().size(), memory.lastId() - frame.firstId() + 1);
        answers.repeat(memory.recall(frame.firstId(), known));
        LOG.log(
                Level.DEBUG,
                () -> line("published-again")
                        .with("first", frame.firstId())
                        .with("count", known)
                        .toString());
        return known;
    }

    private LogLine line(String event) {
        return LogLine.event(event).with("peer", link.peer());
    }

    private void holdReading() {
        if (heldBytes > maxHeldBytes && !readingPaused) {
            readingPaused = true;
            link.pauseReading();
        }
    }

    /** Publishes what has come, until somebody holds it up. */
    private void publish() {
        for (Held first = held.peek(); first != null; first = held.peek()) {
            int size = first.frame.messages().size();
            while (first.next < size) {
                if (!publishNext(first)) {
                    retryLater();
                    return;
                }
                retryNanos = FIRST_RETRY_NANOS;
            }
            held.remove();
            heldBytes -= first.cost;
        }
        if (readingPaused) {
            readingPaused = false;
            link.resumeReading();
        }
    }

    private void retryLater() {
        retry = environment.scheduler().schedule(retryNanos, () -> link.execute(this::tryAgain));
        retryNanos = Math.min(LAST_RETRY_NANOS, retryNanos * 2);
    }

    private void tryAgain() {
        if (stopped) {
            return;
        }
        retry = null;
        publish();
        answers.flush();
        link.flushAnswers();
    }

    /** Publishes the next message, or those that can go together; false if it would have to wait. */
    private boolean publishNext(Held from) {
        List<Outgoing> messages = from.frame.messages();
        long id = from.frame.firstId() + from.next;
        int end = from.next < from.apart ? from.next + 1 : endOfRun(messages, from.next);
        int count = end - from.next;
        try {
            publish(id, messages.subList(from.next, end));
        } catch (DunlinException e) {
            if (e.reason() == Reason.WOULD_BLOCK) {
                return false;
            }
            if (count > 1 && e.reason() != Reason.CLOSED) {
                from.apart = end;
                return true;
            }
            answers.refuse(id, count, e.reason(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            answers.refuse(id, count, Reason.REJECTED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, line("publish-failed").with("count", count).toString(), e);
            answers.refuse(id, count, Reason.REJECTED, e.toString());
        }
        from.next = end;
        return true;
    }

    private static int endOfRun(List<Outgoing> messages, int start) {
        Outgoing first = messages.get(start);
        int end = start + 1;
        while (end < messages.size() && sameTerms(first, messages.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean sameTerms(Outgoing one, Outgoing other) {
        return one.ttlMillis() == other.ttlMillis()
                && one.delayMillis() == other.delayMillis()
                && one.topic().equals(other.topic())
                && one.attributes().equals(other.attributes());
    }

    private void publish(long firstId, List<Outgoing> messages) {
        Outgoing first = messages.get(0);
        Topic<byte[]> topic = topic(first.topic());
        PublishOptions terms = options(first);
        if (messages.size() == 1) {
            answers.accept(firstId, topic.publish(first.payload(), terms));
            return;
        }
        List<byte[]> payloads = new ArrayList<>(messages.size());
        for (Outgoing message : messages) {
            payloads.add(message.payload());
        }
        List<Receipt> receipts = topic.publishAll(payloads, terms);
        answers.accept(firstId, receipts);
    }

    private Topic<byte[]> topic(String name) {
        Topic<byte[]> known = topics.get(name);
        if (known == null) {
            known = broker.topic(name, Codec.bytes());
            if (topics.size() >= MAX_TOPICS) {
                topics.clear();
            }
            topics.put(name, known);
        }
        return known;
    }

    private PublishOptions options(Outgoing message) {
        Outgoing last = optionsOf;
        if (last == null || !sameOptions(last, message)) {
            options = optionsFor(message);
            optionsOf = new Outgoing("", new byte[0], message.attributes(), message.ttlMillis(), message.delayMillis());
        }
        return options;
    }

    private static boolean sameOptions(Outgoing one, Outgoing other) {
        return one.ttlMillis() == other.ttlMillis()
                && one.delayMillis() == other.delayMillis()
                && one.attributes().equals(other.attributes());
    }

    private static PublishOptions optionsFor(Outgoing message) {
        long ttl = message.ttlMillis();
        long delay = message.delayMillis();
        return new PublishOptions(
                ttl == 0 ? null : ttl == Envelope.NEVER ? Ttl.FOREVER : Duration.ofMillis(ttl),
                delay == 0 ? null : Duration.ofMillis(delay),
                message.attributes(),
                false);
    }

    /** Publishes nothing more, and says nothing: what was not published may come again on another connection. */
    void abandon() {
        stopped = true;
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        held.clear();
        heldBytes = 0;
    }

    /** Publishes nothing more, and says so of what has come. */
    void stop(Reason reason, String detail) {
        for (Held rest : held) {
            int size = rest.frame.messages().size();
            answers.refuse(rest.frame.firstId() + rest.next, size - rest.next, reason, detail);
        }
        abandon();
    }
}
