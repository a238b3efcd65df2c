package dev.dunlin.cli;

import dev.dunlin.conversation.Conversation;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.VirtualThreads;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.TransportLimits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Answers questions about aphorisms: the smallest protocol that is not the broker's. A question ends with {@code ?}, an
 * answer with {@code .}; ends of lines around them count for nothing.
 *
 * <p>Bounds: a question has at most 1,024 bytes, else the connection is ended; while a client does not read its answers,
 * its questions are not read. Safe for use by any thread.
 *
 * @see <a href="https://peps.python.org/pep-0020/">PEP 20</a>
 */
final class AphorismServer implements MessageAcceptor {

    static final Framing FRAMING = Framing.delimited('?', '.');

    static final TransportLimits LIMITS = new TransportLimits(1_024, 64 << 10, 1 << 20);

    private static final Logger LOG = System.getLogger("dev.dunlin.aphorisms");

    private static final Map<String, byte[]> ANSWERS = Map.of(
            "Beautiful is better than", ascii("ugly"),
            "Explicit is better than", ascii("implicit"),
            "Simple is better than", ascii("complex"));

    private static final byte[] UNKNOWN = ascii("Error: unknown aphorism");

    private final LongAdder answered = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder halves = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new ConcurrentSkipListMap<>();

    /**
     * What takes connections in a mode: code that reads, answers and reads again where each client has a thread, callbacks where
     * it has none.
     */
    MessageAcceptor acceptor(ServerMode mode, Environment environment) {
        return switch (mode.threads()) {
            case POOL -> Conversation.acceptor(environment, environment.executor(), new Host());
            case VIRTUAL -> Conversation.acceptor(environment, VirtualThreads.executor(), new Host());
            case ONE, LOOPS, LOOPS_AND_WORKERS -> this;
        };
    }

    @Override
    public MessageReceiver accept(MessageConnection connection) {
        return new Visitor(connection);
    }

    @Override
    public void onRefused(String peer, Closed why) {
        count(peer, why);
    }

    private void count(String peer, Closed how) {
        closed.computeIfAbsent(how.reason(), reason -> new LongAdder()).increment();
        LOG.log(
                Level.DEBUG,
                () -> LogLine.event("closed")
                        .with("peer", peer)
                        .with("reason", how.reason())
                        .with("detail", how.detail())
                        .toString());
    }

    /** What has been counted, in a line. */
    String summary() {
        String ends = closed.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        return "answered=" + answered + " unknown=" + unknown + " half-questions=" + halves
                + (ends.isEmpty() ? "" : " closed: " + ends);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] answer(byte[] question) {
        byte[] answer = ANSWERS.get(new String(question, StandardCharsets.UTF_8).strip());
        if (answer == null) {
            unknown.increment();
            answer = UNKNOWN;
        }
        answered.increment();
        return answer;
    }

    private void ended(String peer, Closed how, int openBytes) {
        count(peer, how);
        if (openBytes > 0) {
            halves.increment();
            LOG.log(
                    Level.INFO,
                    () -> LogLine.event("half-question")
                            .with("peer", peer)
                            .with("bytes", openBytes)
                            .with("reason", how.reason())
                            .toString());
        }
    }

    /** Holds a client's conversation, on a thread of its own. */
    private final class Host implements Conversation.Handler {

        @Override
        public void hold(Conversation client) {
            try {
                for (Optional<byte[]> question = client.receive(); question.isPresent(); question = client.receive()) {
                    client.send(answer(question.get()));
                }
            } finally {
                client.ended().ifPresent(end -> ended(client.peer(), end.how(), end.openBytes()));
            }
        }

        @Override
        public void onRefused(String peer, Closed why) {
            count(peer, why);
        }
    }

    /** One client, by callbacks. */
    private final class Visitor implements MessageReceiver {

        private final MessageConnection connection;

        Visitor(MessageConnection connection) {
            this.connection = connection;
        }

        @Override
        public void onMessage(byte[] question) {
            connection.send(answer(question));
            if (!connection.isWritable()) {
                connection.pauseReading();
            }
        }

        @Override
        public void onPause() {
            connection.flush();
        }

        @Override
        public void onWritable() {
            connection.resumeReading();
        }

        @Override
        public void onClosed(Closed how, int openBytes) {
            ended(connection.peer(), how, openBytes);
        }
    }
}
