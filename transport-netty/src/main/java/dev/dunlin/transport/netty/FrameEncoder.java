package dev.dunlin.transport.netty;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;

/**
 * Turns frames into bytes in two steps: {@link #measure} on the thread of the sender, who learns at once if a frame cannot
 * be sent, and {@link #write} where the socket is served. Frames that carry messages or calls are written by hand, straight
 * into the outgoing buffer; the others are left to generated code. No state; safe for use by any thread.
 */
final class FrameEncoder {

    private static final int PUBLISH = Wire.Frame.PUBLISH_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int PUBLISHED = Wire.Frame.PUBLISHED_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int DELIVER = Wire.Frame.DELIVER_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int ACKNOWLEDGE = Wire.Frame.ACKNOWLEDGE_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int CREDIT = Wire.Frame.CREDIT_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int REJECT = Wire.Frame.REJECT_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int ANSWER = Wire.Frame.ANSWER_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int REQUEST = Wire.Frame.REQUEST_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int RESPONSE = Wire.Frame.RESPONSE_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;
    private static final int CANCEL = Wire.Frame.CANCEL_FIELD_NUMBER << FieldType.BITS | FieldType.LENGTH;

    private FrameEncoder() {}

    /**
     * Measures a frame.
     *
     * @param maxBytes how long it may be
     * @throws UnsendableFrameException if the frame is larger than that, or holds more of a kind than {@link FrameBounds}
     *     allow
     */
    static QueuedFrame measure(Frame frame, int maxBytes) {
        FrameBounds.check(frame);
        if (frame instanceof Frame.Deliver deliver) {
            return byHand(frame, DELIVER, DeliverFormat.size(deliver), maxBytes);
        } else if (frame instanceof Frame.Publish publish) {
            return byHand(frame, PUBLISH, PublishFormat.size(publish), maxBytes);
        } else if (frame instanceof Frame.Request request) {
            return byHand(frame, REQUEST, RequestFormat.size(request), maxBytes);
        } else if (frame instanceof Frame.Response response) {
            return byHand(frame, RESPONSE, ResponseFormat.size(response), maxBytes);
        } else if (frame instanceof Frame.Cancel cancel) {
            return byHand(frame, CANCEL, CancelFormat.size(cancel), maxBytes);
        } else if (frame instanceof Frame.Published published) {
            return byHand(frame, PUBLISHED, PublishedFormat.size(published), maxBytes);
        } else if (frame instanceof Frame.Credit credit) {
            return byHand(frame, CREDIT, CreditFormat.size(credit), maxBytes);
        } else if (frame instanceof Frame.Acknowledge said) {
            return byHand(
                    frame,
                    ACKNOWLEDGE,
                    SequencesFormat.size(said.subscription(), said.topic(), said.sequences()),
                    maxBytes);
        } else if (frame instanceof Frame.Reject said) {
            return byHand(
                    frame, REJECT, SequencesFormat.size(said.subscription(), said.topic(), said.sequences()), maxBytes);
        } else if (frame instanceof Frame.Answer answer && answer.reply() instanceof Frame.LatestIs latest) {
            return byHand(frame, ANSWER, AnswerFormat.size(answer.id(), latest), maxBytes);
        }
        Wire.Frame message = ColdEncoder.wired(frame);
        int bytes = message.getSerializedSize();
        checkSize(frame, bytes, maxBytes);
        return new QueuedFrame(frame, message, 0, bytes);
    }

    private static QueuedFrame byHand(Frame frame, int tag, long kindBytes, int maxBytes) {
        long bytes = FieldSize.length(tag, kindBytes);
        checkSize(frame, bytes, maxBytes);
        return new QueuedFrame(frame, null, (int) kindBytes, (int) bytes);
    }

    private static void checkSize(Frame frame, long bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new UnsendableFrameException(
                    "a " + frame.getClass().getSimpleName() + " of " + bytes + " bytes: at most " + maxBytes);
        }
    }

    /**
     * Writes a frame, its length first.
     *
     * @param out has room for {@link QueuedFrame#PREFIX_BYTES} and {@link QueuedFrame#bytes()} more
     */
    static void write(QueuedFrame queued, ByteBuf out) {
        out.writeInt(queued.bytes());
        if (queued.message() != null) {
            out.writeBytes(queued.message().toByteArray());
            return;
        }
        FieldWriter fields = new FieldWriter(out);
        Frame frame = queued.frame();
        if (frame instanceof Frame.Deliver deliver) {
            fields.length(DELIVER, queued.kindBytes());
            DeliverFormat.write(deliver, fields);
        } else if (frame instanceof Frame.Publish publish) {
            fields.length(PUBLISH, queued.kindBytes());
            PublishFormat.write(publish, fields);
        } else if (frame instanceof Frame.Request request) {
            fields.length(REQUEST, queued.kindBytes());
            RequestFormat.write(request, fields);
        } else if (frame instanceof Frame.Response response) {
            fields.length(RESPONSE, queued.kindBytes());
            ResponseFormat.write(response, fields);
        } else if (frame instanceof Frame.Cancel cancel) {
            fields.length(CANCEL, queued.kindBytes());
            CancelFormat.write(cancel, fields);
        } else if (frame instanceof Frame.Published published) {
            fields.length(PUBLISHED, queued.kindBytes());
            PublishedFormat.write(published, fields);
        } else if (frame instanceof Frame.Credit credit) {
            fields.length(CREDIT, queued.kindBytes());
            CreditFormat.write(credit, fields);
        } else if (frame instanceof Frame.Acknowledge said) {
            fields.length(ACKNOWLEDGE, queued.kindBytes());
            SequencesFormat.write(said.subscription(), said.topic(), said.sequences(), fields);
        } else if (frame instanceof Frame.Reject said) {
            fields.length(REJECT, queued.kindBytes());
            SequencesFormat.write(said.subscription(), said.topic(), said.sequences(), fields);
        } else if (frame instanceof Frame.Answer answer && answer.reply() instanceof Frame.LatestIs latest) {
            fields.length(ANSWER, queued.kindBytes());
            AnswerFormat.write(answer.id(), latest, fields);
        } else {
            throw new IllegalStateException("measured by hand, but not written: " + frame);
        }
    }
}
