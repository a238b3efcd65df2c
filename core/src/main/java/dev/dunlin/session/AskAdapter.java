package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.ServerStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Answers a client's questions. They are put to the broker on the environment's executor, because a broker with many
 * topics, or one at a distance, takes its time. For the connection's executor.
 */
final class AskAdapter {

    /** How many questions of one connection may be open. */
    private static final int MAX_OPEN = 64;

    /** About how many bytes the numbers of a topic take in an answer, besides its name. */
    private static final int NUMBERS_BYTES = 64;

    private final Broker broker;
    private final Environment environment;
    private final ServerLink link;
    private final ServerCounters counters;
    private final Supplier<ServerStats> serverStats;
    private final long maxAnswerBytes;
    private long lastId;
    private int open;

    AskAdapter(
            Broker broker,
            Environment environment,
            ServerConfig config,
            ServerLink link,
            ServerCounters counters,
            Supplier<ServerStats> serverStats) {
        this.broker = broker;
        this.environment = environment;
        this.link = link;
        this.counters = counters;
        this.serverStats = serverStats;
        this.maxAnswerBytes = Protocol.maxMessageBytes(config.limits());
    }

    void onAsk(Frame.Ask frame) {
        if (frame.id() <= lastId) {
            throw new ProtocolFault("Ask id=" + frame.id() + ": the numbers must grow, the last was " + lastId);
        }
        lastId = frame.id();
        if (open >= MAX_OPEN) {
            link.answer(new Frame.Answer(frame.id(), refused(Reason.LIMIT_REACHED, MAX_OPEN + " questions are open")));
            return;
        }
        open++;
        try {
            environment.executor().execute(() -> {
                Frame.Reply reply = reply(frame.question());
                link.execute(() -> answer(frame.id(), reply));
            });
        } catch (RejectedExecutionException e) {
            answer(frame.id(), refused(Reason.LIMIT_REACHED, "the server takes no more questions: " + e.getMessage()));
        }
    }

    private void answer(long id, Frame.Reply reply) {
        open--;
        link.answer(new Frame.Answer(id, reply));
        link.flushAnswers();
    }

    private Frame.Reply reply(Frame.Question question) {
        try {
            if (question instanceof Frame.Latest latest) {
                return latest(latest);
            }
            return question instanceof Frame.Topics ? topics() : new Frame.StatsAre(broker.stats(), serverStats.get());
        } catch (DunlinException e) {
            return refused(e.reason(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return refused(Reason.REJECTED, String.valueOf(e.getMessage()));
        }
    }

    private Frame.Reply latest(Frame.Latest question) {
        Topic<byte[]> topic = broker.topic(question.topic(), Codec.bytes());
        Optional<Message<byte[]>> latest =
                question.afterSequence() < 0 ? topic.latest() : topic.latestAfter(question.afterSequence());
        return new Frame.LatestIs(latest.map(Message::envelope).orElse(null));
    }

    private Frame.Reply topics() {
        List<TopicStats> topics = broker.topics();
        long bytes = 0;
        for (TopicStats topic : topics) {
            bytes += NUMBERS_BYTES + topic.name().length();
        }
        return bytes <= maxAnswerBytes
                ? new Frame.TopicsAre(topics)
                : refused(Reason.TOO_LARGE, topics.size() + " topics: too many for one answer");
    }

    private Frame.Reply refused(Reason reason, String detail) {
        counters.refused(reason, 1);
        return new Frame.Unanswered(reason, detail);
    }
}
