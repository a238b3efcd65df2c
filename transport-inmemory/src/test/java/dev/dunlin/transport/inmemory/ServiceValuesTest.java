package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.dunlin.call.CallException;
import dev.dunlin.call.Failure;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.codec.jackson.CborValues;
import dev.dunlin.codec.protobuf.ProtobufValues;
import dev.dunlin.service.Services;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two encodings on the path at once. */
class ServiceValuesTest {

    private final ServiceScene scene = new ServiceScene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** Methods that one can encode, the other, or both. */
    public interface Mixed {

        /** Both. */
        int twice(int of);

        /** CBOR. */
        List<String> split(String text);

        /** Protobuf. */
        Timestamp after(Timestamp time, long seconds);
    }

    /** A method that none can encode. */
    public interface Neither {

        /** A list of messages is neither. */
        List<Timestamp> times();
    }

    /** A method that both can encode. */
    public interface Both {

        /** Doubles. */
        int twice(int of);
    }

    private record Clock() implements Mixed {

        @Override
        public int twice(int of) {
            return 2 * of;
        }

        @Override
        public List<String> split(String text) {
            return List.of(text.split(" "));
        }

        @Override
        public Timestamp after(Timestamp time, long seconds) {
            return time.toBuilder().setSeconds(time.getSeconds() + seconds).build();
        }
    }

    @Test
    void eachMethodIsWrittenWithTheFirstThatCan() {
        scene.with(Services.server(Mixed.class, new Clock())).with(Services.server(Mixed.class, new Clock()));
        Mixed mixed = Services.client(Mixed.class, scene.call());
        assertThat(mixed.twice(4)).isEqualTo(8);
        assertThat(mixed.split("a b")).containsExactly("a", "b");
        Timestamp start = Timestamp.newBuilder().setSeconds(5).build();
        assertThat(mixed.after(start, 6).getSeconds()).isEqualTo(11);
    }

    @Test
    void whatNoneCanEncodeIsRefusedWithWhatEachOfThemSays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Services.client(Neither.class, scene.with(builder -> {}).call()))
                .withMessageContaining(
                        "Neither.times(): gives java.util.List<com.google.protobuf.Timestamp>, which cbor")
                .withMessageContaining("; gives java.util.List<com.google.protobuf.Timestamp>, which protobuf");
    }

    @Test
    void aReplicaAnswersInTheCallersEncodingOrSaysWhichItHas() {
        Both both = of -> 2 * of;
        scene.with(Services.server(Both.class, both));
        assertThat(Services.client(Both.class, scene.call(), new CborValues()).twice(1))
                .isEqualTo(2);
        assertThat(Services.client(Both.class, scene.call(), new ProtobufValues())
                        .twice(2))
                .isEqualTo(4);
        scene.with(Services.server(Both.class, both, new CborValues()));
        scene.with(Services.server(Both.class, both, new CborValues()));
        Both protobuf = Services.client(Both.class, scene.call(), new ProtobufValues());
        CallException failed = catchThrowableOfType(CallException.class, () -> protobuf.twice(3));
        assertThat(failed.replicas().get(1).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.BAD_REQUEST));
        assertThat(failed.replicas().get(1).detail())
                .contains("written with \"protobuf\", and here is [cbor]: add the codec");
        assertThat(failed.retryIsSafe())
                .as("one replica has carried it out, or may have")
                .isFalse();
    }
}
