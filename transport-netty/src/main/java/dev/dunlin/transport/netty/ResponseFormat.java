package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.NotReturned;
import dev.dunlin.transport.Frame.Result;
import dev.dunlin.transport.Frame.Returned;

/** {@code Response} by hand: one copy of the body. */
final class ResponseFormat {

    private static final int NUMBER = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int RETURNED = 2 << FieldType.BITS | FieldType.LENGTH;
    private static final int NOT_RETURNED = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int POSITION = 4 << FieldType.BITS | FieldType.VARINT;
    private static final int EARLIER_ATTEMPTS = 5 << FieldType.BITS | FieldType.VARINT;

    private static final int FAILURE = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int DETAIL = 2 << FieldType.BITS | FieldType.LENGTH;

    private static final long NO_POSITION = -1;

    private ResponseFormat() {}

    static long size(Frame.Response frame) {
        return FieldSize.int64(NUMBER, frame.number())
                + resultSize(frame.result())
                + FieldSize.int64Unless(NO_POSITION, POSITION, frame.position())
                + FieldSize.int64Unless0(EARLIER_ATTEMPTS, frame.attempt() - 1);
    }

    private static long resultSize(Result result) {
        return result instanceof Returned returned
                ? FieldSize.length(RETURNED, returned.body().length)
                : FieldSize.length(NOT_RETURNED, size((NotReturned) result));
    }

    private static long size(NotReturned result) {
        return FieldSize.int64(FAILURE, Vocabulary.FAILURE.number(result.failure()))
                + FieldSize.textUnlessEmpty(DETAIL, Detail.cut(result.detail()));
    }

    static void write(Frame.Response frame, FieldWriter out) {
        out.int64(NUMBER, frame.number());
        if (frame.result() instanceof Returned returned) {
            out.bytes(RETURNED, returned.body());
        } else {
            NotReturned result = (NotReturned) frame.result();
            out.length(NOT_RETURNED, size(result));
            out.int64(FAILURE, Vocabulary.FAILURE.number(result.failure()));
            out.textUnlessEmpty(DETAIL, Detail.cut(result.detail()));
        }
        out.int64Unless(NO_POSITION, POSITION, frame.position());
        out.int64Unless0(EARLIER_ATTEMPTS, frame.attempt() - 1);
    }

    static Frame.Response read(FieldReader in) {
        long number = 0;
        Result result = null;
        long position = NO_POSITION;
        int earlierAttempts = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case NUMBER -> number = in.varint();
                case RETURNED -> result = new Returned(in.bytes());
                case NOT_RETURNED -> result = readNotReturned(in);
                case POSITION -> position = in.varint();
                case EARLIER_ATTEMPTS -> earlierAttempts = (int) in.varint();
                default -> in.skip(tag);
            }
        }
        if (result == null) {
            throw protocol("a response without a known result");
        }
        return new Frame.Response(FrameBounds.requestNumber(number), earlierAttempts + 1, position, result);
    }

    private static NotReturned readNotReturned(FieldReader in) {
        int failure = 0;
        String detail = "";
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case FAILURE -> failure = (int) in.varint();
                case DETAIL -> detail = in.text();
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        return new NotReturned(Vocabulary.FAILURE.named(failure), detail);
    }
}
