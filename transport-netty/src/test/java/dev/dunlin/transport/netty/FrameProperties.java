package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.dunlin.contracts.FrameText;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Every frame survives the wire, what is encoded by hand is protobuf, and nothing that comes can do harm. */
final class FrameProperties {

    private static final int MAX_BYTES = 17 << 20;

    @Provide
    Arbitrary<Frame> frames() {
        return FrameArbitraries.any();
    }

    @Provide
    Arbitrary<Frame> framesByHand() {
        return FrameArbitraries.byHand();
    }

    /** A sixth of what is drawn is an edge case, of one kind, so the rarest kind comes about once in 600 frames. */
    @Example
    void everyKindIsAmongTheArbitraries() {
        Set<Class<?>> missing = new HashSet<>(List.of(Frame.class.getPermittedSubclasses()));
        Iterator<Frame> drawn =
                FrameArbitraries.any().sampleStream().limit(50_000).iterator();
        while (!missing.isEmpty() && drawn.hasNext()) {
            missing.remove(drawn.next().getClass());
        }

        assertThat(missing).isEmpty();
    }

    @Property
    void aFrameIsReadAsItWasWritten(@ForAll("frames") Frame frame) {
        assertThat(FrameText.of(decode(encode(frame)))).isEqualTo(FrameText.of(frame));
    }

    @Property
    void aFrameTakesAsManyBytesAsWereMeasured(@ForAll("frames") Frame frame) {
        QueuedFrame queued = FrameEncoder.measure(frame, MAX_BYTES);
        ByteBuf out = Unpooled.buffer(0, QueuedFrame.PREFIX_BYTES + queued.bytes());
        FrameEncoder.write(queued, out);

        assertThat(out.writableBytes() + out.maxWritableBytes()).isZero();
        assertThat(out.getInt(0)).isEqualTo(queued.bytes());
    }

    @Property
    void generatedCodeReadsWhatIsWrittenByHand(@ForAll("framesByHand") Frame frame)
            throws InvalidProtocolBufferException {
        Wire.Frame wire = Wire.Frame.parseFrom(encode(frame));

        assertThat(FrameText.of(GeneratedFrames.frame(wire))).isEqualTo(FrameText.of(frame));
        assertThat(unknownFields(wire)).isZero();
    }

    @Property
    void whatGeneratedCodeWritesIsReadByHand(@ForAll("framesByHand") Frame frame) {
        byte[] bytes = GeneratedFrames.wire(frame).toByteArray();

        assertThat(FrameText.of(decode(bytes))).isEqualTo(FrameText.of(frame));
    }

    @Property
    void unknownFieldsArePassedOver(@ForAll("frames") Frame frame) throws InvalidProtocolBufferException {
        Wire.Frame wire = Wire.Frame.parseFrom(encode(frame));
        byte[] bytes = withUnknownFields(wire).toByteArray();

        assertThat(bytes.length).isGreaterThan(wire.getSerializedSize());
        assertThat(FrameText.of(decode(bytes))).isEqualTo(FrameText.of(frame));
    }

    @Property
    void bytesByChanceAreAFrameOrAFault(@ForAll @Size(max = 400) byte[] bytes) {
        assertFrameOrFault(bytes);
    }

    @Property
    void garbledFramesAreAFrameOrAFault(
            @ForAll("frames") Frame frame, @ForAll int place, @ForAll byte change, @ForAll int cut) {
        byte[] bytes = encode(frame);
        bytes[Math.floorMod(place, bytes.length)] ^= change;
        assertFrameOrFault(bytes);
        assertFrameOrFault(Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length)));
    }

    private static void assertFrameOrFault(byte[] bytes) {
        try {
            assertThat(decode(bytes)).isNotNull();
        } catch (MalformedFrameException e) {
            assertThat(e.reason()).isEqualTo(CloseReason.PROTOCOL);
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static byte[] encode(Frame frame) {
        QueuedFrame queued = FrameEncoder.measure(frame, MAX_BYTES);
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.write(queued, out);
        return Arrays.copyOfRange(out.array(), QueuedFrame.PREFIX_BYTES, out.writerIndex());
    }

    /** Decodes from the middle of a buffer, so that a look beyond the frame would be seen. */
    private static Frame decode(byte[] bytes) {
        ByteBuf buffer = Unpooled.buffer();
        buffer.writeLong(-1).writeBytes(bytes).writeLong(-1);
        Frame frame = new FrameDecoder().decode(buffer, Long.BYTES, bytes.length);
        assertThat(buffer.readerIndex()).isZero();
        return frame;
    }

    private static int unknownFields(Message message) {
        int count = message.getUnknownFields().asMap().size();
        for (Object value : message.getAllFields().values()) {
            for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                count += each instanceof Message inner ? unknownFields(inner) : 0;
            }
        }
        return count;
    }

    /** The same with fields that a later version may have, in each message. */
    private static Message withUnknownFields(Message message) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                if (field.isRepeated()) {
                    List<?> all = (List<?>) value;
                    for (int i = 0; i < all.size(); i++) {
                        builder.setRepeatedField(field, i, withUnknownFields((Message) all.get(i)));
                    }
                } else {
                    builder.setField(field, withUnknownFields((Message) value));
                }
            }
        });
        UnknownFieldSet.Field later = UnknownFieldSet.Field.newBuilder()
                .addVarint(-1)
                .addFixed32(7)
                .addFixed64(8)
                .addLengthDelimited(com.google.protobuf.ByteString.copyFromUtf8("later"))
                .build();
        return builder.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(100, later)
                        .addField(100_000, later)
                        .build())
                .build();
    }
}
