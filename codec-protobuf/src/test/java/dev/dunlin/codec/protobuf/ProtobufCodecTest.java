package dev.dunlin.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.dunlin.broker.Codec;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ProtobufCodecTest {

    private final Codec<Timestamp> timestamps = ProtobufCodec.of(Timestamp.getDefaultInstance());
    private final Codec<Struct> structs = ProtobufCodec.of(Struct.getDefaultInstance());
    private final Codec<NamePart> parts = ProtobufCodec.of(NamePart.getDefaultInstance());

    @Property
    void aMessageIsDecodedAsItWasEncoded(@ForAll long seconds, @ForAll int nanos) {
        Timestamp instant =
                Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
        assertThat(timestamps.decode(timestamps.encode(instant))).isEqualTo(instant);
    }

    @Test
    void messagesWithinMessagesSurvive() {
        Struct struct = Struct.newBuilder()
                .putFields("height", Value.newBuilder().setNumberValue(3.12).build())
                .putFields("place", Value.newBuilder().setStringValue("Süd").build())
                .build();
        assertThat(structs.decode(structs.encode(struct))).isEqualTo(struct);
    }

    @Test
    void theDefaultInstanceTakesNoBytes() {
        assertThat(timestamps.encode(Timestamp.getDefaultInstance())).isEmpty();
        assertThat(timestamps.decode(new byte[0])).isEqualTo(Timestamp.getDefaultInstance());
    }

    @Test
    void anyMessageOfTheTypeWillDo() {
        Codec<Timestamp> codec =
                ProtobufCodec.of(Timestamp.newBuilder().setSeconds(7).build());
        assertThat(codec.decode(new byte[0]).getSeconds()).isZero();
    }

    @Test
    void fieldsOfALaterVersionSurvive() {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                .build();
        byte[] bytes = Timestamp.newBuilder()
                .setSeconds(1)
                .setUnknownFields(later)
                .build()
                .toByteArray();
        assertThat(timestamps.encode(timestamps.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void bytesThatAreNoMessageAreRefusedByTheNameOfTheType() {
        byte[] cut = Arrays.copyOf(
                timestamps.encode(Timestamp.newBuilder().setSeconds(300).build()), 2);
        assertThatThrownBy(() -> timestamps.decode(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("2 bytes are no google.protobuf.Timestamp: ")
                .hasCauseInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void aMissingRequiredFieldIsRefusedOnBothSides() {
        assertThatThrownBy(() ->
                        parts.encode(NamePart.newBuilder().setNamePart("a").buildPartial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("google.protobuf.UninterpretedOption.NamePart lacks a required field");
        assertThatThrownBy(() -> parts.decode(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 bytes are no google.protobuf.UninterpretedOption.NamePart")
                .hasMessageContaining("is_extension");
    }

    @Test
    void aMissingTypeIsTheCallersError() {
        assertThatThrownBy(() -> ProtobufCodec.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("defaultInstance");
    }
}
