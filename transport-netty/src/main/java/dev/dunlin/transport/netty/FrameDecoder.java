package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.time.DateTimeException;

/**
 * Turns bytes into frames. Whatever the bytes, it gives a frame or throws {@link MalformedFrameException}, and allocates
 * no more than a small multiple of their number. For one thread.
 */
final class FrameDecoder {

    private final FieldReader in = new FieldReader();
    private final ProcedureName procedure = new ProcedureName();

    /**
     * Decodes a frame. The buffer's own indexes are neither used nor moved.
     *
     * @param buffer holds the frame
     * @param index where it begins, after its length
     * @param length how long it is
     * @throws MalformedFrameException if it is none
     */
    Frame decode(ByteBuf buffer, int index, int length) {
        in.begin(buffer, index, length);
        try {
            return readFrame();
        } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
            throw protocol(String.valueOf(e.getMessage()));
        }
    }

    private Frame readFrame() throws InvalidProtocolBufferException {
        Frame frame = null;
        int unknown = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            int number = tag >>> FieldType.BITS;
            if ((tag & FieldType.MASK) != FieldType.LENGTH || !isKind(number)) {
                in.skip(tag);
                unknown = number;
                continue;
            }
            if (frame != null) {
                throw protocol("two kinds in one frame");
            }
            frame = readKind(number);
        }
        if (frame == null) {
            throw protocol(unknown == 0 ? "an empty frame" : "a frame of an unknown kind, " + unknown);
        }
        return frame;
    }

    private static boolean isKind(int number) {
        return Wire.Frame.KindCase.forNumber(number) != null && number != Wire.Frame.KindCase.KIND_NOT_SET.getNumber();
    }

    private Frame readKind(int number) throws InvalidProtocolBufferException {
        if (!isByHand(number)) {
            return ColdDecoder.frame(number, in.smallBytes());
        }
        int outer = in.enter();
        Frame frame = switch (number) {
            case Wire.Frame.DELIVER_FIELD_NUMBER -> DeliverFormat.read(in);
            case Wire.Frame.PUBLISH_FIELD_NUMBER -> PublishFormat.read(in);
            case Wire.Frame.PUBLISHED_FIELD_NUMBER -> PublishedFormat.read(in);
            case Wire.Frame.ACKNOWLEDGE_FIELD_NUMBER -> SequencesFormat.readAcknowledge(in);
            case Wire.Frame.CREDIT_FIELD_NUMBER -> CreditFormat.read(in);
            case Wire.Frame.REJECT_FIELD_NUMBER -> SequencesFormat.readReject(in);
            case Wire.Frame.REQUEST_FIELD_NUMBER -> RequestFormat.read(in, procedure);
            case Wire.Frame.RESPONSE_FIELD_NUMBER -> ResponseFormat.read(in);
            case Wire.Frame.CANCEL_FIELD_NUMBER -> CancelFormat.read(in);
            default -> AnswerFormat.read(in);
        };
        in.leave(outer);
        return frame;
    }

    private static boolean isByHand(int number) {
        return number <= Wire.Frame.REJECT_FIELD_NUMBER
                || number == Wire.Frame.ANSWER_FIELD_NUMBER
                || (number >= Wire.Frame.REQUEST_FIELD_NUMBER && number <= Wire.Frame.CANCEL_FIELD_NUMBER);
    }
}
