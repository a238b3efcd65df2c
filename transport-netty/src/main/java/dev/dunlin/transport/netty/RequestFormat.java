package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;

/** {@code Request} by hand: one copy of the body, and of the rest what is not as usual. */
final class RequestFormat {

    private static final int NUMBER = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int PROCEDURE = 2 << FieldType.BITS | FieldType.LENGTH;
    private static final int BODY = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int SETTLED = 4 << FieldType.BITS | FieldType.VARINT;
    private static final int DEADLINE = 5 << FieldType.BITS | FieldType.VARINT;
    private static final int EARLIER_ATTEMPTS = 6 << FieldType.BITS | FieldType.VARINT;
    private static final int MIN_POSITION = 7 << FieldType.BITS | FieldType.VARINT;
    private static final int ONE_WAY = 8 << FieldType.BITS | FieldType.VARINT;

    private static final long NEVER = Envelope.NEVER;
    private static final long ANY_POSITION = -1;

    private RequestFormat() {}

    static long size(Frame.Request frame) {
        return FieldSize.int64(NUMBER, frame.number())
                + FieldSize.length(PROCEDURE, ProcedureName.encoded(frame.procedure()).length)
                + FieldSize.bytesUnlessEmpty(BODY, frame.body())
                + FieldSize.int64Unless0(SETTLED, frame.settled())
                + FieldSize.int64Unless(NEVER, DEADLINE, frame.deadlineMillis())
                + FieldSize.int64Unless0(EARLIER_ATTEMPTS, frame.attempt() - 1)
                + FieldSize.int64Unless(ANY_POSITION, MIN_POSITION, frame.minPosition())
                + FieldSize.int64Unless0(ONE_WAY, frame.oneWay() ? 1 : 0);
    }

    static void write(Frame.Request frame, FieldWriter out) {
        out.int64(NUMBER, frame.number());
        out.bytes(PROCEDURE, ProcedureName.encoded(frame.procedure()));
        out.bytesUnlessEmpty(BODY, frame.body());
        out.int64Unless0(SETTLED, frame.settled());
        out.int64Unless(NEVER, DEADLINE, frame.deadlineMillis());
        out.int64Unless0(EARLIER_ATTEMPTS, frame.attempt() - 1);
        out.int64Unless(ANY_POSITION, MIN_POSITION, frame.minPosition());
        out.int64Unless0(ONE_WAY, frame.oneWay() ? 1 : 0);
    }

    static Frame.Request read(FieldReader in, ProcedureName name) {
        long number = 0;
        String procedure = "";
        byte[] body = FieldReader.NO_BYTES;
        long settled = 0;
        long deadlineMillis = NEVER;
        int earlierAttempts = 0;
        long minPosition = ANY_POSITION;
        boolean oneWay = false;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case NUMBER -> number = in.varint();
                case PROCEDURE -> procedure = name.read(in);
                case BODY -> body = in.bytes();
                case SETTLED -> settled = in.varint();
                case DEADLINE -> deadlineMillis = in.varint();
                case EARLIER_ATTEMPTS -> earlierAttempts = (int) in.varint();
                case MIN_POSITION -> minPosition = in.varint();
                case ONE_WAY -> oneWay = in.varint() != 0;
                default -> in.skip(tag);
            }
        }
        if (procedure.isEmpty()) {
            throw protocol("a request without a procedure");
        }
        return new Frame.Request(
                FrameBounds.requestNumber(number),
                earlierAttempts + 1,
                settled,
                procedure,
                body,
                deadlineMillis,
                minPosition,
                oneWay);
    }
}
