package dev.dunlin.transport.netty;

import dev.dunlin.transport.Frame;

/** {@code Credit} by hand. */
final class CreditFormat {

    private static final int SUBSCRIPTION = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int BYTES = 2 << FieldType.BITS | FieldType.VARINT;

    private CreditFormat() {}

    static long size(Frame.Credit frame) {
        return FieldSize.int64Unless0(SUBSCRIPTION, frame.subscription())
                + FieldSize.int64Unless0(BYTES, frame.bytes());
    }

    static void write(Frame.Credit frame, FieldWriter out) {
        out.int64Unless0(SUBSCRIPTION, frame.subscription());
        out.int64Unless0(BYTES, frame.bytes());
    }

    static Frame.Credit read(FieldReader in) {
        long subscription = 0;
        long bytes = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case SUBSCRIPTION -> subscription = in.varint();
                case BYTES -> bytes = in.varint();
                default -> in.skip(tag);
            }
        }
        return new Frame.Credit(subscription, bytes);
    }
}
