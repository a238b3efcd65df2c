package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Attributes;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may not send, and what a reader must take although its own writer would not write it. */
final class FrameDecoderTest {

    @Test
    void anEmptyFrameIsRefused() {
        assertRefused(Wire.Frame.getDefaultInstance(), "an empty frame");
    }

    @Test
    void aKindThatIsNotKnownIsRefusedByItsNumber() {
        assertRefused(new byte[] {(byte) (25 << 3 | 2), 1, 0}, "unknown kind, 25");
    }

    @Test
    void aKindOfTheWrongWireTypeIsRefused() {
        assertRefused(new byte[] {3 << 3, 1}, "unknown kind, 3");
    }

    @Test
    void twoKindsAreRefused() {
        byte[] ping = Wire.Frame.newBuilder()
                .setPing(Wire.Ping.newBuilder().setToken(1))
                .build()
                .toByteArray();
        assertRefused(
                ByteString.copyFrom(ping).concat(ByteString.copyFrom(ping)).toByteArray(), "two kinds");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 10, 15, 16, 18, 30, 31, 32})
    void aKindThatIsLongerThanItsFrameIsRefused(int kind) {
        byte[] tag = tag(kind);
        assertRefused(
                ByteString.copyFrom(tag)
                        .concat(ByteString.copyFrom(new byte[] {5, 8, 1}))
                        .toByteArray(),
                "5");
        // 2 GiB, and 2^64 - 1.
        assertRefused(
                ByteString.copyFrom(tag)
                        .concat(ByteString.copyFrom(new byte[] {-1, -1, -1, -1, 7}))
                        .toByteArray(),
                "2147483647 bytes");
        assertRefused(
                ByteString.copyFrom(tag)
                        .concat(ByteString.copyFrom(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}))
                        .toByteArray(),
                "18446744073709551615 bytes");
    }

    @Test
    void numbersThatDoNotEndAreRefused() {
        assertRefused(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "beyond 10 bytes");
        assertRefused(new byte[] {3 << 3 | 2, 2, 8, -1}, "beyond the end");
    }

    @Test
    void fieldsWithoutANumberAndGroupsAreRefused() {
        assertRefused(new byte[] {0, 0}, "tag 0");
        assertRefused(new byte[] {(byte) (9 << 3 | 3), 1}, "wire type 3");
        assertRefused(new byte[] {(byte) (9 << 3 | 7), 1}, "wire type 7");
    }

    @Test
    void framesWithNothingInThemAreRefused() {
        assertRefused(frame().setPublish(Wire.Publish.newBuilder().setFirstId(1)), "without messages");
        assertRefused(frame().setDeliver(Wire.Deliver.newBuilder().setSubscription(1)), "without deliveries");
        assertRefused(frame().setPublished(Wire.Published.getDefaultInstance()), "without outcomes");
        assertRefused(frame().setAnswer(Wire.Answer.newBuilder().setId(1)), "without a known reply");
        assertRefused(frame().setAsk(Wire.Ask.newBuilder().setId(1)), "question of an unknown kind");
        assertRefused(frame().setEnded(Wire.Ended.newBuilder().setSubscription(1)), "unknown kind");
        assertRefused(frame().setSubscribe(Wire.Subscribe.newBuilder().setPattern("a")), "known position");
        assertRefused(
                frame().setPublished(Wire.Published.newBuilder()
                        .addOutcomes(Wire.Outcome.newBuilder().setCount(1))),
                "without a known result");
        assertRefused(
                frame().setPublished(Wire.Published.newBuilder()
                        .addOutcomes(Wire.Outcome.newBuilder().setAccepted(Wire.Accepted.getDefaultInstance()))),
                "an outcome of 0 messages");
    }

    @Test
    void aFirstMessageWithoutATopicIsRefused() {
        assertRefused(
                frame().setPublish(Wire.Publish.newBuilder().addMessages(Wire.Outgoing.getDefaultInstance())),
                "no topic");
    }

    @Test
    void aFirstDeliveryWithoutAllThatLaterOnesMayLackIsRefused() {
        Wire.Delivery whole = Wire.Delivery.newBuilder()
                .setTopic("tides")
                .setSequence(0)
                .setAcceptedMillis(0)
                .setExpiresMillis(0)
                .build();
        assertThat(decode(deliver(whole).build().toByteArray())).isInstanceOf(Frame.Deliver.class);
        for (int field = 1; field <= 4; field++) {
            Wire.Delivery.Builder lacking = whole.toBuilder();
            lacking.clearField(Wire.Delivery.getDescriptor().findFieldByNumber(field));
            assertRefused(deliver(lacking.build()), "a first delivery without");
        }
    }

    @Test
    void aRequiredFieldOfTheWrongWireTypeIsAsGoodAsMissing() throws IOException {
        byte[] delivery = fields(out -> {
            out.writeString(1, "tides");
            out.writeFixed64(2, 7);
            out.writeInt64(3, 1);
            out.writeInt64(4, 1);
        });
        byte[] bytes = fields(out -> out.writeByteArray(3, fields(inner -> inner.writeByteArray(2, delivery))));
        assertRefused(bytes, "a first delivery without");
    }

    @Test
    void wordsThatAreNotKnownAreRefused() {
        assertRefused(frame().setGoodbye(Wire.Goodbye.newBuilder().setReasonValue(99)), "CloseReason 99");
        assertRefused(frame().setGoodbye(Wire.Goodbye.newBuilder().setDetail("no reason")), "CloseReason 0");
        assertRefused(
                frame().setPublished(Wire.Published.newBuilder()
                        .addOutcomes(Wire.Outcome.newBuilder()
                                .setCount(1)
                                .setRefused(Wire.Refused.newBuilder().setReasonValue(-1)))),
                "Reason -1");
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        assertRefused(
                frame().setSubscribe(Wire.Subscribe.newBuilder()
                        .setTerms(Wire.Terms.newBuilder()
                                .setOverload(Wire.Overload.OVERLOAD_SKIP)
                                .setFrom(Wire.Position.newBuilder().setSequence(-1)))),
                "sequence=-1");
        assertRefused(
                frame().setSubscribe(Wire.Subscribe.newBuilder()
                        .setTerms(Wire.Terms.newBuilder()
                                .setFrom(Wire.Position.newBuilder()
                                        .setSince(
                                                Wire.Position.Since.newBuilder().setSeconds(Long.MAX_VALUE))))),
                "Instant exceeds");
        assertRefused(
                frame().setConfigure(Wire.Configure.newBuilder().setTopic("a").setDefaultTtlMillis(0)), "defaultTtl");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        byte[] message = fields(out -> out.writeByteArray(1, new byte[] {'a', -1}));
        byte[] publish = fields(out -> out.writeByteArray(2, message));
        assertRefused(fields(out -> out.writeByteArray(1, publish)), "not UTF-8");
        byte[] hello = fields(out -> out.writeByteArray(3, new byte[] {'a', -1}));
        assertRefused(fields(out -> out.writeByteArray(16, hello)), "UTF-8");
    }

    @Test
    void moreIsRepeatedThanAllowed() {
        Wire.Outgoing empty = Wire.Outgoing.getDefaultInstance();
        Wire.Publish.Builder publish =
                Wire.Publish.newBuilder().addMessages(Wire.Outgoing.newBuilder().setTopic("a"));
        publish.addAllMessages(Collections.nCopies(FrameBounds.MAX_ITEMS - 1, empty));
        assertThat(decode(frame().setPublish(publish).build().toByteArray())).isInstanceOf(Frame.Publish.class);
        assertRefused(frame().setPublish(publish.addMessages(empty)), "more than 65536 messages");

        Wire.Acknowledge.Builder acknowledge =
                Wire.Acknowledge.newBuilder().addAllSequenceSteps(Collections.nCopies(FrameBounds.MAX_ITEMS + 1, 0L));
        assertRefused(frame().setAcknowledge(acknowledge), "more than 65536");
    }

    @Test
    void moreHeadersThanAllowed() {
        Wire.Outgoing message = Wire.Outgoing.newBuilder()
                .setTopic("a")
                .putAllHeaders(headers(FrameBounds.MAX_HEADERS_EACH))
                .build();
        Wire.Publish.Builder most = Wire.Publish.newBuilder();
        most.addAllMessages(Collections.nCopies(FrameBounds.MAX_HEADERS / FrameBounds.MAX_HEADERS_EACH, message));
        assertThat(decode(frame().setPublish(most).build().toByteArray())).isInstanceOf(Frame.Publish.class);
        Wire.Outgoing one = Wire.Outgoing.newBuilder().putHeaders("b", "").build();
        assertRefused(frame().setPublish(most.addMessages(one)), "more than 262144 headers");

        Wire.Outgoing more = message.toBuilder().putHeaders("one more", "").build();
        assertRefused(
                frame().setPublish(Wire.Publish.newBuilder().addMessages(more)),
                "more than 256 headers in one message");
    }

    @Test
    void whatGeneratedCodeDecodesIsKeptSmall() throws IOException {
        byte[] padding = new byte[FrameBounds.MAX_SMALL_BYTES];
        byte[] hello = fields(out -> out.writeByteArray(99, padding));
        assertRefused(fields(out -> out.writeByteArray(16, hello)), "at most 65536");
        byte[] unanswered = fields(out -> out.writeByteArray(5, hello));
        assertRefused(fields(out -> out.writeByteArray(15, unanswered)), "at most 65536");
    }

    @Test
    void theSendersOwnFramesAreCheckedByTheSameBounds() {
        Frame.Outgoing message = new Frame.Outgoing("a", new byte[0], Attributes.NONE, 0, 0);
        assertUnsendable(
                new Frame.Publish(1, Collections.nCopies(FrameBounds.MAX_ITEMS + 1, message)), "65537 messages");
        assertThatThrownBy(() -> FrameEncoder.measure(new Frame.Publish(1, List.of()), 17 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no messages in a frame: at least 1");
        Attributes attributes = new Attributes(null, null, headers(FrameBounds.MAX_HEADERS_EACH + 1));
        assertUnsendable(
                new Frame.Publish(1, List.of(new Frame.Outgoing("a", new byte[0], attributes, 0, 0))), "257 headers");
        Frame.Publish large =
                new Frame.Publish(1, List.of(new Frame.Outgoing("a", new byte[2_000], Attributes.NONE, 0, 0)));
        assertThatThrownBy(() -> FrameEncoder.measure(large, 2_000))
                .isInstanceOf(UnsendableFrameException.class)
                .hasMessageContaining("a Publish of 20")
                .hasMessageContaining("at most 2000");
    }

    @Test
    void aLongDetailIsCutBetweenCharacters() {
        String detail = "𝄞".repeat(3_000);
        Frame.Goodbye goodbye = (Frame.Goodbye) decode(encode(new Frame.Goodbye(CloseReason.INTERNAL, detail)));
        assertThat(goodbye.detail()).isEqualTo("𝄞".repeat(682));
        Frame.Published published = (Frame.Published)
                decode(encode(new Frame.Published(List.of(new Frame.Refused(1, 1, Reason.REJECTED, detail)))));
        assertThat(((Frame.Refused) published.outcomes().get(0)).detail()).isEqualTo("𝄞".repeat(682));
        String most = "a".repeat(4_096);
        assertThat(decode(encode(new Frame.Goodbye(CloseReason.INTERNAL, most))))
                .isEqualTo(new Frame.Goodbye(CloseReason.INTERNAL, most));
    }

    @Test
    void numbersMayComeUnpackedAndInPieces() throws IOException {
        byte[] acknowledge = fields(out -> {
            out.writeSInt64(3, 10);
            out.writeString(2, "tides");
            out.writeByteArray(3, new byte[] {2, 4});
            out.writeInt64(1, 9);
            out.writeSInt64(3, -3);
        });
        assertThat(decode(fields(out -> out.writeByteArray(4, acknowledge))))
                .isEqualTo(new Frame.Acknowledge(9, "tides", List.of(10L, 11L, 13L, 10L)));
    }

    @Test
    void lengthsMayTakeMoreBytesThanTheyNeed() {
        assertThat(decode(new byte[] {(byte) (5 << 3 | 2), (byte) 0x82, (byte) 0x80, 0, 8, 7}))
                .isEqualTo(new Frame.Credit(7, 0));
    }

    private static Wire.Frame.Builder frame() {
        return Wire.Frame.newBuilder();
    }

    private static Wire.Frame.Builder deliver(Wire.Delivery delivery) {
        return frame().setDeliver(Wire.Deliver.newBuilder().addDeliveries(delivery));
    }

    private static Map<String, String> headers(int count) {
        Map<String, String> headers = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> headers.put("h" + i, ""));
        return headers;
    }

    private static byte[] tag(int number) {
        int tag = number << 3 | 2;
        return tag < 128 ? new byte[] {(byte) tag} : new byte[] {(byte) ((tag & 127) | 128), (byte) (tag >> 7)};
    }

    /** Writes fields that no generated code would. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] fields(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static void assertUnsendable(Frame frame, String why) {
        assertThatThrownBy(() -> FrameEncoder.measure(frame, 17 << 20))
                .isInstanceOf(UnsendableFrameException.class)
                .hasMessageContaining(why);
    }

    private static void assertRefused(Wire.Frame.Builder frame, String why) {
        assertRefused(frame.build(), why);
    }

    private static void assertRefused(Wire.Frame frame, String why) {
        assertRefused(frame.toByteArray(), why);
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOfSatisfying(
                        MalformedFrameException.class,
                        e -> assertThat(e.reason()).isEqualTo(CloseReason.PROTOCOL))
                .hasMessageContaining(why);
    }

    private static byte[] encode(Frame frame) {
        QueuedFrame queued = FrameEncoder.measure(frame, 17 << 20);
        ByteBuf out = Unpooled.buffer(QueuedFrame.PREFIX_BYTES + queued.bytes());
        FrameEncoder.write(queued, out);
        byte[] bytes = new byte[queued.bytes()];
        out.skipBytes(QueuedFrame.PREFIX_BYTES).readBytes(bytes);
        return bytes;
    }

    private static Frame decode(byte[] bytes) {
        return new FrameDecoder().decode(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
