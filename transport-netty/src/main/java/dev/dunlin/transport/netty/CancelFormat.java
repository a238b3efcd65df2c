package dev.dunlin.transport.netty;

import dev.dunlin.transport.Frame;

/** {@code Cancel} by hand: where calls are hedged, nearly every second one is followed by it. */
final class CancelFormat {

    private static final int NUMBER = 1 << FieldType.BITS | FieldType.VARINT;

    private CancelFormat() {}

    static long size(Frame.Cancel frame) {
        return FieldSize.int64(NUMBER, frame.number());
    }

    static void write(Frame.Cancel frame, FieldWriter out) {
        out.int64(NUMBER, frame.number());
    }

    static Frame.Cancel read(FieldReader in) {
        long number = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == NUMBER) {
                number = in.varint();
            } else {
                in.skip(tag);
            }
        }
        return new Frame.Cancel(FrameBounds.requestNumber(number));
    }
}
