package dev.dunlin.transport.netty;

import com.google.protobuf.ByteString;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the production code encodes by hand, done with generated code alone and by the letter of frame.proto: the client in
 * another language, so to speak. Leaves nothing out that may be left out, and understands when something is.
 */
final class GeneratedFrames {

    private GeneratedFrames() {}

    static Wire.Frame wire(Frame frame) {
        Wire.Frame.Builder wire = Wire.Frame.newBuilder();
        if (frame instanceof Frame.Publish publish) {
            wire.getPublishBuilder().setFirstId(publish.firstId());
            publish.messages().forEach(message -> wire.getPublishBuilder().addMessages(outgoing(message)));
        } else if (frame instanceof Frame.Published published) {
            published.outcomes().forEach(outcome -> wire.getPublishedBuilder().addOutcomes(outcome(outcome)));
        } else if (frame instanceof Frame.Deliver deliver) {
            wire.getDeliverBuilder().setSubscription(deliver.subscription());
            deliver.deliveries().forEach(delivery -> wire.getDeliverBuilder().addDeliveries(delivery(delivery)));
        } else if (frame instanceof Frame.Credit credit) {
            wire.getCreditBuilder().setSubscription(credit.subscription()).setBytes(credit.bytes());
        } else if (frame instanceof Frame.Acknowledge said) {
            wire.getAcknowledgeBuilder()
                    .setSubscription(said.subscription())
                    .setTopic(said.topic())
                    .addAllSequenceSteps(steps(said.sequences()));
        } else if (frame instanceof Frame.Reject said) {
            wire.getRejectBuilder()
                    .setSubscription(said.subscription())
                    .setTopic(said.topic())
                    .addAllSequenceSteps(steps(said.sequences()));
        } else if (frame instanceof Frame.Answer answer && answer.reply() instanceof Frame.LatestIs latest) {
            wire.getAnswerBuilder().setId(answer.id()).getLatestBuilder();
            if (latest.envelope() != null) {
                wire.getAnswerBuilder()
                        .getLatestBuilder()
                        .setMessage(delivery(new Frame.Delivery(latest.envelope(), 1)));
            }
        } else if (!GeneratedCalls.isSet(frame, wire)) {
            throw new AssertionError(frame);
        }
        return wire.build();
    }

    private static Wire.Outgoing.Builder outgoing(Frame.Outgoing message) {
        Wire.Outgoing.Builder wire = Wire.Outgoing.newBuilder()
                .setTopic(message.topic())
                .setPayload(ByteString.copyFrom(message.payload()))
                .putAllHeaders(message.attributes().headers())
                .setTtlMillis(message.ttlMillis())
                .setDelayMillis(message.delayMillis());
        if (message.attributes().key() != null) {
            wire.setKey(message.attributes().key());
        }
        if (message.attributes().id() != null) {
            wire.setId(message.attributes().id());
        }
        return wire;
    }

    private static Wire.Delivery.Builder delivery(Frame.Delivery delivery) {
        Envelope envelope = delivery.envelope();
        Wire.Delivery.Builder wire = Wire.Delivery.newBuilder()
                .setTopic(envelope.topic())
                .setSequence(envelope.sequence())
                .setAcceptedMillis(envelope.acceptedMillis())
                .setExpiresMillis(envelope.expiresMillis())
                .setPayload(ByteString.copyFrom(envelope.payload()))
                .putAllHeaders(envelope.attributes().headers())
                .setEarlierAttempts(delivery.attempt() - 1);
        if (envelope.attributes().key() != null) {
            wire.setKey(envelope.attributes().key());
        }
        if (envelope.attributes().id() != null) {
            wire.setId(envelope.attributes().id());
        }
        return wire;
    }

    private static Wire.Outcome.Builder outcome(Frame.Outcome outcome) {
        Wire.Outcome.Builder wire =
                Wire.Outcome.newBuilder().setFirstId(outcome.firstId()).setCount(outcome.count());
        if (outcome instanceof Frame.Accepted accepted) {
            wire.getAcceptedBuilder()
                    .setFirstSequence(accepted.firstSequence())
                    .setAcceptedMillis(accepted.acceptedMillis())
                    .setExpiresMillis(accepted.expiresMillis())
                    .setDueMillis(accepted.dueMillis());
        } else if (outcome instanceof Frame.Refused refused) {
            wire.getRefusedBuilder()
                    .setReason(Vocabulary.REASON.wired(refused.reason()))
                    .setDetail(refused.detail());
        }
        return wire;
    }

    private static List<Long> steps(List<Long> sequences) {
        List<Long> steps = new ArrayList<>();
        long before = 0;
        for (long sequence : sequences) {
            steps.add(sequence - before);
            before = sequence;
        }
        return steps;
    }

    static Frame frame(Wire.Frame wire) {
        return switch (wire.getKindCase()) {
            case PUBLISH -> publish(wire.getPublish());
            case PUBLISHED ->
                new Frame.Published(wire.getPublished().getOutcomesList().stream()
                        .map(GeneratedFrames::outcome)
                        .toList());
            case DELIVER ->
                new Frame.Deliver(
                        wire.getDeliver().getSubscription(),
                        deliveries(wire.getDeliver().getDeliveriesList()));
            case CREDIT ->
                new Frame.Credit(
                        wire.getCredit().getSubscription(), wire.getCredit().getBytes());
            case ACKNOWLEDGE ->
                new Frame.Acknowledge(
                        wire.getAcknowledge().getSubscription(),
                        wire.getAcknowledge().getTopic(),
                        sequences(wire.getAcknowledge().getSequenceStepsList()));
            case REJECT ->
                new Frame.Reject(
                        wire.getReject().getSubscription(),
                        wire.getReject().getTopic(),
                        sequences(wire.getReject().getSequenceStepsList()));
            case ANSWER ->
                new Frame.Answer(
                        wire.getAnswer().getId(), latest(wire.getAnswer().getLatest()));
            case REQUEST -> GeneratedCalls.frame(wire.getRequest());
            case RESPONSE -> GeneratedCalls.frame(wire.getResponse());
            case CANCEL -> new Frame.Cancel(wire.getCancel().getNumber());
            default -> throw new AssertionError(wire);
        };
    }

    private static Frame publish(Wire.Publish wire) {
        List<Frame.Outgoing> messages = new ArrayList<>();
        String topic = "";
        for (Wire.Outgoing message : wire.getMessagesList()) {
            topic = message.hasTopic() ? message.getTopic() : topic;
            messages.add(new Frame.Outgoing(
                    topic,
                    message.getPayload().toByteArray(),
                    new Attributes(
                            message.hasKey() ? message.getKey() : null,
                            message.hasId() ? message.getId() : null,
                            message.getHeadersMap()),
                    message.getTtlMillis(),
                    message.getDelayMillis()));
        }
        return new Frame.Publish(wire.getFirstId(), messages);
    }

    private static Frame.Outcome outcome(Wire.Outcome wire) {
        return switch (wire.getResultCase()) {
            case ACCEPTED ->
                new Frame.Accepted(
                        wire.getFirstId(),
                        wire.getCount(),
                        wire.getAccepted().getFirstSequence(),
                        wire.getAccepted().getAcceptedMillis(),
                        wire.getAccepted().getExpiresMillis(),
                        wire.getAccepted().getDueMillis());
            case REFUSED ->
                new Frame.Refused(
                        wire.getFirstId(),
                        wire.getCount(),
                        Vocabulary.REASON.named(wire.getRefused().getReasonValue()),
                        wire.getRefused().getDetail());
            case RESULT_NOT_SET -> throw new AssertionError(wire);
        };
    }

    private static List<Frame.Delivery> deliveries(List<Wire.Delivery> wires) {
        List<Frame.Delivery> deliveries = new ArrayList<>();
        Envelope before = null;
        for (Wire.Delivery wire : wires) {
            before = envelope(wire, before);
            deliveries.add(new Frame.Delivery(before, wire.getEarlierAttempts() + 1));
        }
        return deliveries;
    }

    private static Envelope envelope(Wire.Delivery wire, @Nullable Envelope before) {
        return new Envelope(
                wire.hasTopic() ? wire.getTopic() : before.topic(),
                wire.hasSequence() ? wire.getSequence() : before.sequence() + 1,
                wire.hasAcceptedMillis() ? wire.getAcceptedMillis() : before.acceptedMillis(),
                wire.hasExpiresMillis() ? wire.getExpiresMillis() : before.expiresMillis(),
                wire.getPayload().toByteArray(),
                new Attributes(
                        wire.hasKey() ? wire.getKey() : null,
                        wire.hasId() ? wire.getId() : null,
                        wire.getHeadersMap()));
    }

    private static List<Long> sequences(List<Long> steps) {
        List<Long> sequences = new ArrayList<>();
        long sequence = 0;
        for (long step : steps) {
            sequence += step;
            sequences.add(sequence);
        }
        return sequences;
    }

    private static Frame.LatestIs latest(Wire.Answer.LatestIs wire) {
        return new Frame.LatestIs(wire.hasMessage() ? envelope(wire.getMessage(), null) : null);
    }
}
