package dev.dunlin.transport.frame;

import dev.dunlin.broker.Attributes;
import dev.dunlin.transport.Frame;
import java.util.Map;

/** About how many bytes a frame would take on a wire: pure, and the same each time it is asked for the same frame. */
public final class FrameCost {

    /** A frame's own header, and that of each message in it. */
    private static final int HEADER = 32;

    private static final int PER_NUMBER = 8;
    private static final int PER_OUTCOME = 48;
    private static final int PER_TOPIC = 80;

    private FrameCost() {}

    public static int of(Frame frame) {
        long cost = HEADER;
        if (frame instanceof Frame.Deliver deliver) {
            for (Frame.Delivery delivery : deliver.deliveries()) {
                cost += delivery.envelope().costBytes();
            }
        } else if (frame instanceof Frame.Publish publish) {
            for (Frame.Outgoing message : publish.messages()) {
                cost += HEADER + message.payload().length + attributes(message.attributes());
            }
        } else if (frame instanceof Frame.Request request) {
            cost += (long) request.procedure().length() + request.body().length;
        } else if (frame instanceof Frame.Response response) {
            cost += result(response.result());
        } else {
            cost += small(frame);
        }
        return (int) Math.min(Integer.MAX_VALUE, cost);
    }

    private static long result(Frame.Result result) {
        return result instanceof Frame.Returned returned
                ? returned.body().length
                : ((Frame.NotReturned) result).detail().length();
    }

    private static long small(Frame frame) {
        if (frame instanceof Frame.Published published) {
            return (long) PER_OUTCOME * published.outcomes().size();
        }
        if (frame instanceof Frame.Acknowledge acknowledge) {
            return (long) PER_NUMBER * acknowledge.sequences().size();
        }
        if (frame instanceof Frame.Reject reject) {
            return (long) PER_NUMBER * reject.sequences().size();
        }
        if (frame instanceof Frame.Goodbye goodbye) {
            return goodbye.detail().length();
        }
        return frame instanceof Frame.Answer answer ? reply(answer.reply()) : 0;
    }

    private static long reply(Frame.Reply reply) {
        if (reply instanceof Frame.TopicsAre topics) {
            return (long) PER_TOPIC * topics.topics().size();
        }
        if (reply instanceof Frame.LatestIs latest && latest.envelope() != null) {
            return latest.envelope().costBytes();
        }
        return PER_OUTCOME;
    }

    @SuppressWarnings("ReferenceEquality") // the short cut for nearly every message
    private static long attributes(Attributes attributes) {
        if (attributes == Attributes.NONE) {
            return 0;
        }
        String key = attributes.key();
        String id = attributes.id();
        long cost = (key == null ? 0 : key.length()) + (long) (id == null ? 0 : id.length());
        for (Map.Entry<String, String> header : attributes.headers().entrySet()) {
            cost += 4L + header.getKey().length() + header.getValue().length();
        }
        return cost;
    }
}
