package dev.dunlin.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.dunlin.broker.Codec;
import dev.dunlin.service.Services;
import dev.dunlin.service.Values;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ProtobufValuesTest {

    private final Values values = new ProtobufValues();

    /** A service of messages. */
    public interface Clock {

        /** Goes on. */
        Timestamp after(Timestamp time, long seconds);
    }

    /** A service of what is no message. */
    public interface Lists {

        /** Gives them. */
        List<Timestamp> times();
    }

    private void comesBack(Class<?> type, Object value) {
        Codec<Object> codec = values.codec(type);
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Property
    void whatIsReadEqualsWhatWasWritten(
            @ForAll long number, @ForAll double fraction, @ForAll String text, @ForAll byte[] bytes) {
        comesBack(long.class, number);
        comesBack(Long.class, number);
        comesBack(int.class, (int) number);
        comesBack(Integer.class, (int) number);
        comesBack(boolean.class, number > 0);
        comesBack(Boolean.class, number > 0);
        comesBack(double.class, fraction);
        comesBack(Double.class, fraction);
        comesBack(float.class, (float) fraction);
        comesBack(Float.class, (float) fraction);
        comesBack(byte[].class, bytes);
        String valid = text.codePoints().noneMatch(each -> each >= 0xd800 && each < 0xe000) ? text : "";
        comesBack(String.class, valid);
        comesBack(Timestamp.class, Timestamp.newBuilder().setSeconds(number).build());
    }

    @Property
    void equalMessagesHaveEqualBytes(@ForAll List<String> names) {
        Struct.Builder there = Struct.newBuilder();
        Struct.Builder back = Struct.newBuilder();
        TreeMap<String, Value> fields = new TreeMap<>();
        names.forEach(name -> fields.put(name.replaceAll("\\P{ASCII}", ""), Value.getDefaultInstance()));
        fields.forEach(there::putFields);
        fields.descendingMap().forEach(back::putFields);
        Codec<Object> codec = values.codec(Struct.class);
        assertThat(codec.encode(there.build())).isEqualTo(codec.encode(back.build()));
        comesBack(Struct.class, there.build());
    }

    @Test
    void isFoundByItsServiceWhereItCanEncodeTheMethod() {
        Clock clock = (time, seconds) ->
                time.toBuilder().setSeconds(time.getSeconds() + seconds).build();
        assertThat(Services.server(Clock.class, clock)).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Services.server(Lists.class, () -> List.of()))
                .withMessageEndingWith(
                        "Lists.times(): gives java.util.List<com.google.protobuf.Timestamp>, which protobuf"
                                + " cannot encode: it has type arguments: put it into a message");
    }

    @Test
    void whatIsNoGeneratedMessageIsRefused() {
        for (Class<?> type : List.of(Object.class, Message.class, Thread.class, DynamicMessage.class, int[].class)) {
            assertThatIllegalArgumentException()
                    .as(type.getName())
                    .isThrownBy(() -> values.codec(type))
                    .withMessageContaining("it is no generated message");
        }
    }

    @Test
    void bytesThatAreNoneAreRefused() {
        byte[] noise = {(byte) 0xff, 1, 2};
        for (Class<?> type : List.of(int.class, String.class, byte[].class, Timestamp.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> values.codec(type).decode(noise))
                    .withMessageStartingWith("3 bytes are no google.protobuf.");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(NamePart.class)
                        .encode(NamePart.newBuilder().buildPartial()))
                .withMessageContaining("lacks a required field");
    }
}
