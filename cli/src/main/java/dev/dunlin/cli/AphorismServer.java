package dev.dunlin.cli;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.TransportLimits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
                () -> "event=closed peer=" + peer + " reason=" + how.reason() + " detail=\"" + how.detail() + "\"");
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

    /** One client. */
    private final class Visitor implements MessageReceiver {

        private final MessageConnection connection;

        Visitor(MessageConnection connection) {
            this.connection = connection;
        }

        @Override
        public void onMessage(byte[] question) {
            String text = new String(question, StandardCharsets.UTF_8).strip();
            byte[] answer = ANSWERS.get(text);
            if (answer == null) {
                unknown.increment();
                answer = UNKNOWN;
            }
            answered.increment();
            connection.send(answer);
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
            count(connection.peer(), how);
            if (openBytes > 0) {
                halves.increment();
                LOG.log(
                        Level.INFO,
                        () -> "event=half-question peer=" + connection.peer() + " bytes=" + openBytes + " reason="
                                + how.reason());
            }
        }
    }
}
