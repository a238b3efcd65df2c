package dev.dunlin.transport.netty;

import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.broker.Ttl;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Says the frames that are rare in the words of generated code. */
final class ColdEncoder {

    private ColdEncoder() {}

    static Wire.Frame wired(Frame frame) {
        Wire.Frame.Builder wire = Wire.Frame.newBuilder();
        if (frame instanceof Frame.Ping ping) {
            wire.getPingBuilder().setToken(ping.token());
        } else if (frame instanceof Frame.Pong pong) {
            wire.getPongBuilder().setToken(pong.token()).setClockMillis(pong.clockMillis());
        } else if (frame instanceof Frame.Hello hello) {
            wire.setHello(wired(hello));
        } else if (frame instanceof Frame.Welcome welcome) {
            wire.setWelcome(wired(welcome));
        } else if (frame instanceof Frame.Goodbye goodbye) {
            wire.getGoodbyeBuilder()
                    .setReason(Vocabulary.CLOSE_REASON.wired(goodbye.reason()))
                    .setDetail(Detail.cut(goodbye.detail()));
        } else if (frame instanceof Frame.Subscribe subscribe) {
            wire.setSubscribe(wired(subscribe));
        } else if (frame instanceof Frame.Subscribed subscribed) {
            wire.getSubscribedBuilder()
                    .setSubscription(subscribed.subscription())
                    .putAllStarts(subscribed.starts())
                    .setEstablishedMillis(subscribed.establishedMillis());
        } else if (frame instanceof Frame.GoAway goAway) {
            wire.getGoAwayBuilder().setDetail(Detail.cut(goAway.detail()));
        } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
            wire.getUnsubscribeBuilder().setSubscription(unsubscribe.subscription());
        } else if (frame instanceof Frame.Skipped skipped) {
            wire.setSkipped(wired(skipped));
        } else if (frame instanceof Frame.Ended ended) {
            wire.setEnded(wired(ended));
        } else if (frame instanceof Frame.Configure configure) {
            wire.setConfigure(wired(configure));
        } else if (frame instanceof Frame.Ask ask) {
            wire.setAsk(wired(ask));
        } else if (frame instanceof Frame.Answer answer) {
            wire.setAnswer(wired(answer));
        } else {
            throw new IllegalStateException("no encoding for " + frame);
        }
        return wire.build();
    }

    private static Wire.Hello wired(Frame.Hello hello) {
        return Wire.Hello.newBuilder()
                .setMinVersion(hello.minVersion())
                .setMaxVersion(hello.maxVersion())
                .setAgent(hello.agent())
                .setPublisherId(hello.publisherId())
                .setResumable(hello.resumable())
                .build();
    }

    private static Wire.Welcome wired(Frame.Welcome welcome) {
        return Wire.Welcome.newBuilder()
                .setVersion(welcome.version())
                .setAgent(welcome.agent())
                .setEpoch(welcome.epoch())
                .setMaxMessageBytes(welcome.maxMessageBytes())
                .setPublishWindow(welcome.publishWindow())
                .setBrokerMillis(welcome.brokerMillis())
                .setResumes(welcome.resumes())
                .setRemembered(welcome.remembered())
                .setTakesCalls(welcome.takesCalls())
                .build();
    }

    private static Wire.Subscribe wired(Frame.Subscribe subscribe) {
        return Wire.Subscribe.newBuilder()
                .setSubscription(subscribe.subscription())
                .setPattern(subscribe.pattern())
                .setTerms(wired(subscribe.terms()))
                .setCreditBytes(subscribe.creditBytes())
                .setEpoch(subscribe.epoch())
                .build();
    }

    private static Wire.Terms wired(Frame.Terms terms) {
        Wire.Terms.Builder wire = Wire.Terms.newBuilder()
                .setFrom(wired(terms.from()))
                .setManual(terms.manual())
                .setAckTimeoutMillis(terms.ackTimeoutMillis())
                .setMaxAttempts(terms.maxAttempts())
                .setMaxUnacknowledged(terms.maxUnacknowledged())
                .setOverload(Vocabulary.OVERLOAD.wired(terms.overload()))
                .setMaxUnconsumedBytes(terms.maxUnconsumedBytes());
        if (terms.group() != null) {
            wire.setGroup(terms.group());
        }
        if (terms.deadLetterTopic() != null) {
            wire.setDeadLetterTopic(terms.deadLetterTopic());
        }
        return wire.build();
    }

    private static Wire.Position wired(Position from) {
        Wire.Position.Builder wire = Wire.Position.newBuilder();
        if (from instanceof Position.Latest) {
            wire.setLatest(Wire.Position.Latest.getDefaultInstance());
        } else if (from instanceof Position.Earliest) {
            wire.setEarliest(Wire.Position.Earliest.getDefaultInstance());
        } else if (from instanceof Position.At at) {
            wire.setSequence(at.sequence());
        } else if (from instanceof Position.Since since) {
            Instant instant = since.instant();
            wire.getSinceBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano());
        } else if (from instanceof Position.Each each) {
            wire.getEachBuilder().putAllStarts(each.starts()).setOtherwise(wired(each.otherwise()));
        }
        return wire.build();
    }

    private static Wire.Skipped wired(Frame.Skipped skipped) {
        return Wire.Skipped.newBuilder()
                .setSubscription(skipped.subscription())
                .setTopic(skipped.gap().topic())
                .setFirst(skipped.gap().first())
                .setCount(skipped.gap().count())
                .setReason(Vocabulary.DROP_REASON.wired(skipped.gap().reason()))
                .build();
    }

    private static Wire.Ended wired(Frame.Ended ended) {
        Wire.Ended.Builder wire = Wire.Ended.newBuilder().setSubscription(ended.subscription());
        SubscriptionEnd end = ended.end();
        if (end instanceof SubscriptionEnd.Cancelled) {
            wire.setCancelled(Wire.Ended.Cancelled.getDefaultInstance());
        } else if (end instanceof SubscriptionEnd.BrokerClosed) {
            wire.setBrokerClosed(Wire.Ended.BrokerClosed.getDefaultInstance());
        } else if (end instanceof SubscriptionEnd.Overloaded overloaded) {
            wire.getOverloadedBuilder()
                    .setUnconsumedBytes(overloaded.unconsumedBytes())
                    .setMaxUnconsumedBytes(overloaded.maxUnconsumedBytes());
        } else if (end instanceof SubscriptionEnd.Failed failed) {
            wire.getFailedBuilder()
                    .setReason(Vocabulary.REASON.wired(failed.cause().reason()))
                    .setDetail(Detail.cut(Objects.toString(failed.cause().getMessage(), "")));
        }
        return wire.build();
    }

    private static Wire.Configure wired(Frame.Configure configure) {
        return Wire.Configure.newBuilder()
                .setTopic(configure.topic())
                .setDefaultTtlMillis(millis(configure.config().defaultTtl()))
                .setMaxTtlMillis(millis(configure.config().maxTtl()))
                .build();
    }

    private static long millis(Duration ttl) {
        return ttl.equals(Ttl.FOREVER) ? Long.MAX_VALUE : ttl.toMillis();
    }

    private static Wire.Ask wired(Frame.Ask ask) {
        Wire.Ask.Builder wire = Wire.Ask.newBuilder().setId(ask.id());
        if (ask.question() instanceof Frame.Latest latest) {
            wire.getLatestBuilder().setTopic(latest.topic()).setAfterSequence(latest.afterSequence());
        } else if (ask.question() instanceof Frame.Topics) {
            wire.setTopics(Wire.Ask.Topics.getDefaultInstance());
        } else if (ask.question() instanceof Frame.Stats) {
            wire.setStats(Wire.Ask.Stats.getDefaultInstance());
        }
        return wire.build();
    }

    private static Wire.Answer wired(Frame.Answer answer) {
        Wire.Answer.Builder wire = Wire.Answer.newBuilder().setId(answer.id());
        if (answer.reply() instanceof Frame.TopicsAre topics) {
            Wire.Answer.TopicsAre.Builder all = wire.getTopicsBuilder();
            topics.topics().forEach(topic -> all.addTopics(wired(topic)));
        } else if (answer.reply() instanceof Frame.StatsAre stats) {
            wire.setStats(StatsFormat.wired(stats));
        } else if (answer.reply() instanceof Frame.Unanswered unanswered) {
            wire.getUnansweredBuilder()
                    .setReason(Vocabulary.REASON.wired(unanswered.reason()))
                    .setDetail(Detail.cut(unanswered.detail()));
        }
        return wire.build();
    }

    private static Wire.TopicStats wired(TopicStats stats) {
        return Wire.TopicStats.newBuilder()
                .setName(stats.name())
                .setFirstSequence(stats.firstSequence())
                .setNextSequence(stats.nextSequence())
                .setRetainedMessages(stats.retainedMessages())
                .setRetainedBytes(stats.retainedBytes())
                .setSubscriptions(stats.subscriptions())
                .build();
    }
}
