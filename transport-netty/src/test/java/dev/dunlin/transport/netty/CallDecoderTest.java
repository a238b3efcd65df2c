package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be sent of calls, what may be left out, and what it costs. */
final class CallDecoderTest {

    private static final String LONGEST = "ü".repeat(127) + "x";

    /** A connection's: it remembers the last name. */
    private final FrameDecoder decoder = new FrameDecoder();

    @Test
    void aRequestHasANumberAndAProcedure() {
        assertRefused(frame(whole().clearNumber()), "a request's number 0: at least 1");
        assertRefused(frame(whole().setNumber(-1)), "a request's number -1: at least 1");
        assertRefused(frame(whole().clearProcedure()), "a request without a procedure");
        assertThat(decode(frame(whole()))).isInstanceOf(Frame.Request.class);
        assertRefused(frame(whole().clearProcedure()), "a request without a procedure");
    }

    @Test
    void aProceduresNameIsShortAndHasNoControlCharacters() {
        assertThat(((Frame.Request) decode(frame(whole().setProcedure(LONGEST)))).procedure())
                .isEqualTo(LONGEST);
        assertRefused(frame(whole().setProcedure(LONGEST + "x")), "256 bytes where at most 255");
        assertRefused(frame(whole().setProcedure("a\u0007b")), "the control character U+0007 at index 1");
        assertRefused(frame(whole().setProcedure("\u0085")), "the control character U+0085 at index 0");
        byte[] notUtf8 = {(byte) 0xF2, 1, 6, 8, 1, 0x12, 2, 'a', -1};
        assertRefused(notUtf8, "not UTF-8");
    }

    @Test
    void aNameIsTakenForTheOneBeforeOnlyIfItIsTheSame() {
        String first = procedure("tides.at");
        assertThat(procedure("tides.at")).isSameAs(first);
        for (String name : List.of("tides.as", "tides.a", "tides.at.noon", "sides.at", "tides.at")) {
            assertThat(procedure(name)).isEqualTo(name);
        }
        assertRefused(frame(whole().setProcedure("a\nb")), "control character U+000A");
        assertRefused(frame(whole().setProcedure("a\nb")), "control character U+000A");
        assertThat(procedure("tides.at")).isEqualTo("tides.at");
    }

    private String procedure(String name) {
        return ((Frame.Request) decode(frame(whole().setProcedure(name)))).procedure();
    }

    @Test
    void aResponseHasANumberAndAResult() {
        Wire.Response.Builder empty = Wire.Response.newBuilder().setNumber(1);
        assertRefused(frame(empty), "a response without a known result");
        assertRefused(frame(Wire.Response.newBuilder().setReturned(ByteString.EMPTY)), "a request's number 0");
        assertThat(returned(decode(frame(empty.setReturned(ByteString.EMPTY))))).isEmpty();
    }

    @Test
    void aFailureIsOneThatIsKnown() {
        assertRefused(frame(failed(0)), "Failure 0 is not known");
        assertRefused(frame(failed(16)), "Failure 16 is not known");
        assertRefused(frame(failed(-1)), "Failure -1 is not known");
        for (Failure failure : Failure.values()) {
            int number = Wire.Failure.valueOf("FAILURE_" + failure.name()).getNumber();
            Frame.Response response = (Frame.Response) decode(frame(failed(number)));
            assertThat(response.result()).isEqualTo(new Frame.NotReturned(failure, "why"));
        }
    }

    @Test
    void aCancelHasANumber() {
        byte[] none = {(byte) 0x82, 2, 0};
        assertRefused(none, "a request's number 0: at least 1");
        assertThat(decode(new byte[] {(byte) 0x82, 2, 2, 8, 7})).isEqualTo(new Frame.Cancel(7));
    }

    @Test
    void theLaterOfTwoResultsCounts() {
        byte[] both = {(byte) 0xFA, 1, 9, 8, 1, 0x12, 1, 'a', 0x1A, 2, 8, 4};
        assertThat(((Frame.Response) decode(both)).result()).isEqualTo(new Frame.NotReturned(Failure.BUSY, ""));
    }

    @Test
    void noPieceOfACallIsAFrame() {
        for (Frame frame : List.of(
                request(1, new byte[64]),
                new Frame.Response(1, 2, 3, new Frame.Returned(new byte[64])),
                new Frame.Response(1, 2, 3, new Frame.NotReturned(Failure.BEHIND, "at 3, not 4")),
                new Frame.Cancel(1))) {
            byte[] bytes = encode(frame);
            for (int length = 0; length < bytes.length; length++) {
                byte[] piece = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> decode(piece)).isInstanceOf(MalformedFrameException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 31, 32})
    void aKindThatIsOfTheWrongWireTypeIsRefused(int kind) {
        int tag = kind << FieldType.BITS;
        assertRefused(new byte[] {(byte) ((tag & 127) | 128), (byte) (tag >> 7), 1}, "unknown kind, " + kind);
    }

    @Test
    void whatIsAsUsualTakesNoBytes() {
        Frame.Request usual = new Frame.Request(7, 1, 0, "at", new byte[] {1}, Envelope.NEVER, -1, false);
        assertThat(HexFormat.of().formatHex(encode(usual))).isEqualTo("f20109" + "0807" + "12026174" + "1a0101");
        assertThat(encode(new Frame.Response(7, 1, -1, new Frame.Returned(new byte[0]))))
                .hasSize(3 + 2 + 2);
        assertThat(encode(new Frame.Cancel(7))).hasSize(3 + 2);

        Frame.Request read = (Frame.Request) decode(encode(usual));
        assertThat(read.deadlineMillis()).isEqualTo(Envelope.NEVER);
        assertThat(read.minPosition()).isEqualTo(-1);
        assertThat(read.attempt()).isEqualTo(1);
    }

    @Test
    void theExampleInTheProtocolIsWhatIsSent() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "PROTOCOL.md"));
        byte[] noon = "noon".getBytes(StandardCharsets.US_ASCII);
        Frame.Result tide = new Frame.Returned("12 cm".getBytes(StandardCharsets.US_ASCII));
        for (Frame frame : List.of(
                new Frame.Request(7, 1, 5, "tides.at", noon, Envelope.NEVER, -1, false),
                new Frame.Request(7, 2, 5, "tides.at", noon, Envelope.NEVER, -1, false),
                new Frame.Response(7, 2, -1, tide))) {
            String hex = HexFormat.of().formatHex(RawPeer.bytes(frame));
            assertThat(lines.stream().map(line -> line.replace(" ", ""))).contains(hex);
        }
    }

    @Test
    void zeroIsAnInstantAndAPosition() {
        Frame.Request zero =
                (Frame.Request) decode(frame(whole().setDeadlineMillis(0).setMinPosition(0)));
        assertThat(zero.deadlineMillis()).isZero();
        assertThat(zero.minPosition()).isZero();
        Frame.Response response = new Frame.Response(1, 1, 0, new Frame.NotReturned(Failure.EXPIRED, ""));
        assertThat(decode(encode(response))).isEqualTo(response);
    }

    @Test
    void theSendersOwnFramesAreCheckedByTheSameBounds() {
        assertUnsendable(request(0, new byte[1]), "a request's number 0: at least 1");
        assertUnsendable(new Frame.Response(0, 1, -1, new Frame.Returned(new byte[1])), "number 0");
        assertUnsendable(new Frame.Cancel(-7), "number -7");
        assertUnsendable(named(""), "a request without a procedure: name one");
        assertUnsendable(named(LONGEST + "x"), "a procedure's name of 256 bytes: 1 to 255");
        assertUnsendable(named("a\rb"), "the control character U+000D at index 1");
        assertThatThrownBy(() -> FrameEncoder.measure(request(1, new byte[2_000]), 2_000))
                .isInstanceOf(UnsendableFrameException.class)
                .hasMessageContaining("a Request of 20")
                .hasMessageContaining("at most 2000");
    }

    @Test
    void aLongDetailIsCut() {
        Frame.Result result = new Frame.NotReturned(Failure.HANDLER_FAILED, "𝄞".repeat(3_000));
        Frame.Response read = (Frame.Response) decode(encode(new Frame.Response(1, 1, -1, result)));
        assertThat(((Frame.NotReturned) read.result()).detail()).isEqualTo("𝄞".repeat(682));
    }

    private static Wire.Request.Builder whole() {
        return Wire.Request.newBuilder().setNumber(1).setProcedure("tides.at");
    }

    private static Wire.Response.Builder failed(int failure) {
        return Wire.Response.newBuilder()
                .setNumber(1)
                .setNotReturned(Wire.Response.NotReturned.newBuilder()
                        .setFailureValue(failure)
                        .setDetail("why"));
    }

    private static byte[] frame(Wire.Request.Builder request) {
        return Wire.Frame.newBuilder().setRequest(request).build().toByteArray();
    }

    private static byte[] frame(Wire.Response.Builder response) {
        return Wire.Frame.newBuilder().setResponse(response).build().toByteArray();
    }

    private static Frame.Request request(long number, byte[] body) {
        return new Frame.Request(number, 2, 1, "tides.at", body, 1_790_000_000_000L, 7, false);
    }

    private static Frame.Request named(String name) {
        return new Frame.Request(1, 1, 0, name, new byte[0], Envelope.NEVER, -1, false);
    }

    private static byte[] returned(Frame frame) {
        return ((Frame.Returned) ((Frame.Response) frame).result()).body();
    }

    private static void assertUnsendable(Frame frame, String why) {
        assertThatThrownBy(() -> FrameEncoder.measure(frame, 17 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOfSatisfying(
                        MalformedFrameException.class,
                        e -> assertThat(e.reason()).isEqualTo(CloseReason.PROTOCOL))
                .hasMessageContaining(why);
    }

    private static byte[] encode(Frame frame) {
        QueuedFrame queued = FrameEncoder.measure(frame, 17 << 20);
        ByteBuf out = Unpooled.buffer(0, QueuedFrame.PREFIX_BYTES + queued.bytes());
        FrameEncoder.write(queued, out);
        return ByteBufUtil.getBytes(out.skipBytes(QueuedFrame.PREFIX_BYTES));
    }

    private Frame decode(byte[] bytes) {
        return decoder.decode(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
