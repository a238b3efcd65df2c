package dev.dunlin.transport.netty;

import dev.dunlin.broker.Attributes;
import dev.dunlin.transport.Frame;
import java.util.Collection;

/**
 * How much of a kind a frame may hold besides its bytes. What is small on the wire may be large in memory: without these
 * bounds a peer could make a reader allocate fifty times what it sends.
 */
final class FrameBounds {

    /** Messages, outcomes or sequences in a frame. */
    static final int MAX_ITEMS = 65_536;

    /** Headers of a message. Also keeps the making of a map of them fast, whatever their hashes. */
    static final int MAX_HEADERS_EACH = 256;

    /** Headers in a frame. */
    static final int MAX_HEADERS = 262_144;

    /** Topics in an answer. */
    static final int MAX_TOPICS = 1 << 20;

    /** Bytes of a part of a frame that is decoded by generated code, which makes more of them than they are. */
    static final int MAX_SMALL_BYTES = 65_536;

    private FrameBounds() {}

    /**
     * Checks a frame that is to be sent.
     *
     * @throws UnsendableFrameException if it holds too much
     * @throws IllegalArgumentException if it holds nothing, or is of no request or procedure that there can be
     */
    static void check(Frame frame) {
        if (frame instanceof Frame.Deliver deliver) {
            checkItems("deliveries", deliver.deliveries());
            int headers = 0;
            for (Frame.Delivery delivery : deliver.deliveries()) {
                headers = addHeaders(headers, delivery.envelope().attributes());
            }
        } else if (frame instanceof Frame.Publish publish) {
            checkItems("messages", publish.messages());
            int headers = 0;
            for (Frame.Outgoing message : publish.messages()) {
                headers = addHeaders(headers, message.attributes());
            }
        } else if (frame instanceof Frame.Request request) {
            checkRequest(request);
        } else if (frame instanceof Frame.Response response) {
            long unused = requestNumber(response.number());
        } else if (frame instanceof Frame.Cancel cancel) {
            long unused = requestNumber(cancel.number());
        } else if (frame instanceof Frame.Published published) {
            checkItems("outcomes", published.outcomes());
        } else if (frame instanceof Frame.Acknowledge acknowledge) {
            checkItems("sequences", acknowledge.sequences());
        } else if (frame instanceof Frame.Reject reject) {
            checkItems("sequences", reject.sequences());
        } else if (frame instanceof Frame.Answer answer) {
            checkAnswer(answer);
        }
    }

    private static void checkRequest(Frame.Request request) {
        long unused = requestNumber(request.number());
        if (ProcedureName.encoded(request.procedure()).length == 0) {
            throw new IllegalArgumentException("a request without a procedure: name one");
        }
    }

    /**
     * The number of a request, checked.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    static long requestNumber(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("a request's number " + number + ": at least 1");
        }
        return number;
    }

    private static void checkAnswer(Frame.Answer answer) {
        if (answer.reply() instanceof Frame.TopicsAre topics && topics.topics().size() > MAX_TOPICS) {
            throw tooMany(topics.topics().size() + " topics in a frame", MAX_TOPICS);
        }
        if (answer.reply() instanceof Frame.LatestIs latest && latest.envelope() != null) {
            int unused = addHeaders(0, latest.envelope().attributes());
        }
    }

    private static void checkItems(String what, Collection<?> items) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " in a frame: at least 1");
        }
        if (items.size() > MAX_ITEMS) {
            throw tooMany(items.size() + " " + what + " in a frame", MAX_ITEMS);
        }
    }

    private static int addHeaders(int headers, Attributes attributes) {
        if (attributes.equals(Attributes.NONE)) {
            return headers;
        }
        int more = attributes.headers().size();
        if (more > MAX_HEADERS_EACH) {
            throw tooMany(more + " headers in a message", MAX_HEADERS_EACH);
        }
        if (headers + more > MAX_HEADERS) {
            throw tooMany(headers + more + " headers in a frame", MAX_HEADERS);
        }
        return headers + more;
    }

    private static UnsendableFrameException tooMany(String what, int most) {
        return new UnsendableFrameException(what + ": at most " + most);
    }
}
