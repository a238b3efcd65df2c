package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.dunlin.DunlinException;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.broker.Ttl;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import java.time.Duration;
import java.time.Instant;

/**
 * Understands the frames that are rare from the words of generated code. Besides {@link MalformedFrameException} it throws
 * what generated code and the constructors of core throw when values are out of bounds.
 */
final class ColdDecoder {

    private ColdDecoder() {}

    /**
     * Decodes the kind of frame that has the given number.
     *
     * @param number the number of a kind in {@code Frame} that is not decoded by hand
     */
    static Frame frame(int number, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (number) {
            case Wire.Frame.PING_FIELD_NUMBER ->
                new Frame.Ping(parse(Wire.Ping.parser(), bytes).getToken());
            case Wire.Frame.PONG_FIELD_NUMBER -> pong(parse(Wire.Pong.parser(), bytes));
            case Wire.Frame.SKIPPED_FIELD_NUMBER -> skipped(parse(Wire.Skipped.parser(), bytes));
            case Wire.Frame.SUBSCRIBE_FIELD_NUMBER -> subscribe(parse(Wire.Subscribe.parser(), bytes));
            case Wire.Frame.SUBSCRIBED_FIELD_NUMBER -> subscribed(parse(Wire.Subscribed.parser(), bytes));
            case Wire.Frame.GO_AWAY_FIELD_NUMBER ->
                new Frame.GoAway(parse(Wire.GoAway.parser(), bytes).getDetail());
            case Wire.Frame.UNSUBSCRIBE_FIELD_NUMBER ->
                new Frame.Unsubscribe(parse(Wire.Unsubscribe.parser(), bytes).getSubscription());
            case Wire.Frame.ENDED_FIELD_NUMBER -> ended(parse(Wire.Ended.parser(), bytes));
            case Wire.Frame.ASK_FIELD_NUMBER -> ask(parse(Wire.Ask.parser(), bytes));
            case Wire.Frame.HELLO_FIELD_NUMBER -> hello(parse(Wire.Hello.parser(), bytes));
            case Wire.Frame.WELCOME_FIELD_NUMBER -> welcome(parse(Wire.Welcome.parser(), bytes));
            case Wire.Frame.GOODBYE_FIELD_NUMBER -> goodbye(parse(Wire.Goodbye.parser(), bytes));
            case Wire.Frame.CONFIGURE_FIELD_NUMBER -> configure(parse(Wire.Configure.parser(), bytes));
            default -> throw new IllegalStateException("no decoding for kind " + number);
        };
    }

    static Frame.StatsAre stats(byte[] bytes) throws InvalidProtocolBufferException {
        return StatsFormat.stats(parse(Wire.Answer.StatsAre.parser(), bytes));
    }

    static Frame.Unanswered unanswered(byte[] bytes) throws InvalidProtocolBufferException {
        Wire.Answer.Unanswered wire = parse(Wire.Answer.Unanswered.parser(), bytes);
        return new Frame.Unanswered(Vocabulary.REASON.named(wire.getReasonValue()), wire.getDetail());
    }

    static TopicStats topicStats(byte[] bytes) throws InvalidProtocolBufferException {
        Wire.TopicStats wire = parse(Wire.TopicStats.parser(), bytes);
        return new TopicStats(
                wire.getName(),
                wire.getFirstSequence(),
                wire.getNextSequence(),
                wire.getRetainedMessages(),
                wire.getRetainedBytes(),
                wire.getSubscriptions());
    }

    private static <M extends Message> M parse(Parser<M> parser, byte[] bytes) throws InvalidProtocolBufferException {
        return DiscardUnknownFieldsParser.wrap(parser).parseFrom(CodedInputStream.newInstance(bytes));
    }

    private static Frame.Skipped skipped(Wire.Skipped wire) {
        DropReason reason = Vocabulary.DROP_REASON.named(wire.getReasonValue());
        return new Frame.Skipped(
                wire.getSubscription(), new Gap(wire.getTopic(), wire.getFirst(), wire.getCount(), reason));
    }

    private static Frame.Subscribe subscribe(Wire.Subscribe wire) {
        return new Frame.Subscribe(
                wire.getSubscription(),
                wire.getPattern(),
                terms(wire.getTerms()),
                wire.getCreditBytes(),
                wire.getEpoch());
    }

    private static Frame.Subscribed subscribed(Wire.Subscribed wire) {
        return new Frame.Subscribed(wire.getSubscription(), wire.getStartsMap(), wire.getEstablishedMillis());
    }

    private static Frame.Terms terms(Wire.Terms wire) {
        return new Frame.Terms(
                position(wire.getFrom()),
                wire.hasGroup() ? wire.getGroup() : null,
                wire.getManual(),
                wire.getAckTimeoutMillis(),
                wire.getMaxAttempts(),
                wire.hasDeadLetterTopic() ? wire.getDeadLetterTopic() : null,
                wire.getMaxUnacknowledged(),
                Vocabulary.OVERLOAD.named(wire.getOverloadValue()),
                wire.getMaxUnconsumedBytes());
    }

    private static Position position(Wire.Position wire) {
        return switch (wire.getAtCase()) {
            case LATEST -> Position.latest();
            case EARLIEST -> Position.earliest();
            case SEQUENCE -> Position.sequence(wire.getSequence());
            case SINCE ->
                Position.instant(Instant.ofEpochSecond(
                        wire.getSince().getSeconds(), wire.getSince().getNanos()));
            case EACH ->
                Position.each(
                        wire.getEach().getStartsMap(), position(wire.getEach().getOtherwise()));
            case AT_NOT_SET -> throw protocol("a subscription without a known position");
        };
    }

    private static Frame.Ended ended(Wire.Ended wire) {
        SubscriptionEnd end = switch (wire.getEndCase()) {
            case CANCELLED -> new SubscriptionEnd.Cancelled();
            case BROKER_CLOSED -> new SubscriptionEnd.BrokerClosed();
            case OVERLOADED ->
                new SubscriptionEnd.Overloaded(
                        wire.getOverloaded().getUnconsumedBytes(),
                        wire.getOverloaded().getMaxUnconsumedBytes());
            case FAILED ->
                new SubscriptionEnd.Failed(new DunlinException(
                        Vocabulary.REASON.named(wire.getFailed().getReasonValue()),
                        wire.getFailed().getDetail()));
            case END_NOT_SET -> throw protocol("an end of a subscription of an unknown kind");
        };
        return new Frame.Ended(wire.getSubscription(), end);
    }

    private static Frame.Ask ask(Wire.Ask wire) {
        Frame.Question question = switch (wire.getQuestionCase()) {
            case LATEST ->
                new Frame.Latest(wire.getLatest().getTopic(), wire.getLatest().getAfterSequence());
            case TOPICS -> new Frame.Topics();
            case STATS -> new Frame.Stats();
            case QUESTION_NOT_SET -> throw protocol("a question of an unknown kind");
        };
        return new Frame.Ask(wire.getId(), question);
    }

    private static Frame.Hello hello(Wire.Hello wire) {
        return new Frame.Hello(
                wire.getMinVersion(),
                wire.getMaxVersion(),
                wire.getAgent(),
                wire.getPublisherId(),
                wire.getResumable());
    }

    private static Frame.Welcome welcome(Wire.Welcome wire) {
        return new Frame.Welcome(
                wire.getVersion(),
                wire.getAgent(),
                wire.getEpoch(),
                wire.getMaxMessageBytes(),
                wire.getPublishWindow(),
                wire.getBrokerMillis(),
                wire.getResumes(),
                wire.getRemembered(),
                wire.getTakesCalls());
    }

    private static Frame.Goodbye goodbye(Wire.Goodbye wire) {
        return new Frame.Goodbye(Vocabulary.CLOSE_REASON.named(wire.getReasonValue()), wire.getDetail());
    }

    private static Frame.Configure configure(Wire.Configure wire) {
        return new Frame.Configure(
                wire.getTopic(), new TopicConfig(ttl(wire.getDefaultTtlMillis()), ttl(wire.getMaxTtlMillis())));
    }

    private static Duration ttl(long millis) {
        return millis == Long.MAX_VALUE ? Ttl.FOREVER : Duration.ofMillis(millis);
    }

    private static Frame.Pong pong(Wire.Pong wire) {
        return new Frame.Pong(wire.getToken(), wire.getClockMillis());
    }
}
