package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Codec;
import dev.dunlin.call.Agreement;
import dev.dunlin.call.CallException;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Failure;
import dev.dunlin.call.MemberStats;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.call.Request;
import dev.dunlin.codec.jackson.CborValues;
import dev.dunlin.service.Services;
import dev.dunlin.service.Values;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas of a service that differ: in what they answer, in their versions, in their codecs. */
class ServiceVoteTest {

    private static final CallOptions ALL =
            CallOptions.DEFAULT.withAgreement(Agreement.all()).withAttempts(1);

    private final ServiceScene scene = new ServiceScene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** A later version of a service. */
    public interface Later {

        /** As before. */
        int twice(int of);

        /** Is new. */
        int thrice(int of);
    }

    /** Names are in no order. */
    public interface Names {

        /** Gives them. */
        Set<String> names();
    }

    /** Says what it is given. */
    private static final class Loud extends DiskFiles {

        @Override
        public String read(String path) throws NotFound, IOException {
            if (path.equals("tides")) {
                throw new NotFound(path, 1);
            }
            return super.read(path);
        }

        @Override
        public int read(int fd, byte[] buf, int nbytes) throws IOException {
            int count = super.read(fd, buf, nbytes);
            buf[0] = '!';
            return count;
        }
    }

    private static Consumer<Replica.Builder> disk() {
        return Services.server(Files.class, new DiskFiles());
    }

    private static Consumer<Replica.Builder> loud() {
        return Services.server(Files.class, new Loud());
    }

    private ReplicaReport last(CallException failed) {
        return failed.replicas().get(failed.replicas().size() - 1);
    }

    @Test
    void oneOfThreeThrows() throws Exception {
        ReplicatedCall call = scene.with(loud()).with(disk()).with(disk()).call();
        assertThat(Services.client(Files.class, call).read("tides")).isEqualTo(DiskFiles.TEXT);
        // It is asked once more, and differs for good.
        scene.world.advance(Duration.ofSeconds(10));
        assertThat(call.stats().members()).extracting(MemberStats::differed).containsExactly(1L, 0L, 0L);
        assertThat(call.stats().members()).extracting(MemberStats::agreed).containsExactly(0L, 1L, 1L);
    }

    @Test
    void twoOfThreeThrowAlike() {
        Files files = Services.client(
                Files.class, scene.with(disk()).with(loud()).with(loud()).call());
        assertThatThrownBy(() -> files.read("tides"))
                .isInstanceOf(Files.NotFound.class)
                .hasMessage("no tides in 1 places");
    }

    /** Is wrong at first. */
    private static final class Fickle extends DiskFiles {

        private int lists;
        private int reads;

        @Override
        public List<Entry> list(List<String> directories) {
            return lists++ == 0 ? List.of() : super.list(directories);
        }

        @Override
        public String read(String path) throws NotFound, IOException {
            return reads++ == 0 ? "noise" : super.read(path);
        }
    }

    @Test
    void onlyWhatIsIdempotentIsCarriedOutAnew() throws Exception {
        Fickle fickle = new Fickle();
        ReplicatedCall call = scene.with(disk())
                .with(disk())
                .with(Services.server(Files.class, fickle))
                .call();
        Files files = Services.client(Files.class, call);
        assertThat(files.list(List.of("a"))).hasSize(1);
        scene.world.advance(Duration.ofSeconds(10));
        assertThat(fickle.lists).isEqualTo(2);
        assertThat(call.stats().repaired()).isEqualTo(1);
        assertThat(files.read("tides")).isEqualTo(DiskFiles.TEXT);
        scene.world.advance(Duration.ofSeconds(10));
        assertThat(fickle.reads).isEqualTo(1);
    }

    @Test
    void exceptionsThatDifferAreNoAgreement() {
        DiskFiles elsewhere = new DiskFiles() {
            @Override
            public String read(String path) throws NotFound, IOException {
                throw new NotFound(path, 8);
            }
        };
        DiskFiles broken = new DiskFiles() {
            @Override
            public String read(String path) throws NotFound, IOException {
                throw new FileNotFoundException(path);
            }
        };
        scene.with(disk()).with(Services.server(Files.class, elsewhere)).with(Services.server(Files.class, broken));
        Files files = Services.client(Files.class, scene.call(CallOptions.DEFAULT.withAttempts(1)));
        CallException split = catchThrowableOfType(CallException.class, () -> files.read("charts"));
        assertThat(split.reason()).isEqualTo(Reason.DISAGREED);
        assertThat(split).hasMessageContaining("1:1:1");
    }

    @Test
    void whatIsInTheArraysIsComparedToo() throws Exception {
        byte[] buf = {7};
        Files files =
                Services.client(Files.class, scene.with(disk()).with(loud()).call(ALL));
        CallException split = catchThrowableOfType(CallException.class, () -> files.read(3, buf, 1));
        assertThat(split.reason()).isEqualTo(Reason.DISAGREED);
        assertThat(buf).as("filled only when all agree").containsExactly(7);
        Files three = Services.client(Files.class, scene.with(disk()).call());
        assertThat(three.read(3, buf, 1)).isEqualTo(1);
        assertThat(buf).containsExactly('l');
    }

    @Test
    void equalValuesMayHaveOtherBytes() {
        Names up = () -> new TreeSet<>(List.of("a", "b"));
        Names down = () -> {
            Set<String> names = new TreeSet<>(Comparator.reverseOrder());
            names.addAll(List.of("a", "b"));
            return names;
        };
        scene.with(Services.server(Names.class, up)).with(Services.server(Names.class, down));
        assertThat(Services.client(Names.class, scene.call(ALL)).names()).containsExactlyInAnyOrder("a", "b");
    }

    /** An older version answers for the methods that it has, under the name of the newer one. */
    private static byte[] twice(Request request) throws Exception {
        return new byte[] {0, 2, (byte) (2 * (request.body()[request.body().length - 1] & 0xff))};
    }

    @Test
    void oldAndNewGoTogetherWhereTheMethodExists() {
        String service = Later.class.getName();
        Later now = new Later() {
            @Override
            public int twice(int of) {
                return 2 * of;
            }

            @Override
            public int thrice(int of) {
                return 3 * of;
            }
        };
        scene.with(Services.server(Later.class, now))
                .with(builder -> builder.handler(service + ".twice(int)", ServiceVoteTest::twice));
        Later later = Services.client(Later.class, scene.call(ALL));
        assertThat(later.twice(4)).isEqualTo(8);
        CallException missing = catchThrowableOfType(CallException.class, () -> later.thrice(4));
        assertThat(last(missing).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.UNKNOWN_PROCEDURE));
        assertThat(last(missing).detail()).contains(service + ".thrice(int)");
        // The old client knows only what has gone on existing.
        assertThat(scene.call(ALL)
                        .procedure(service + ".twice(int)", Codec.bytes(), Codec.bytes())
                        .call(new byte[] {1, 5, 'c', 'b', 'o', 'r', 2, 6}))
                .containsExactly(0, 2, 12);
    }

    /** CBOR that fails at one end: where values are encoded, or where they are decoded. */
    private static Values failing(boolean encoding, Class<?> type) {
        Values cbor = new CborValues();
        return new Values() {
            @Override
            public String name() {
                return "cbor";
            }

            @Override
            public Codec<Object> codec(Type of) {
                Codec<Object> codec = cbor.codec(of);
                return of != type
                        ? codec
                        : Codec.of(
                                value -> encoding ? (byte[]) fail() : codec.encode(value),
                                bytes -> encoding ? codec.decode(bytes) : fail());
            }

            private Object fail() {
                throw new UnsupportedOperationException("the codec is broken");
            }
        };
    }

    @Test
    void aCodecThatThrowsAtTheReplica() {
        for (boolean encoding : new boolean[] {false, true}) {
            Values values = failing(encoding, String.class);
            try (ServiceScene one = new ServiceScene().with(Services.server(Files.class, new DiskFiles(), values))) {
                Files files = Services.client(Files.class, one.call(ALL));
                CallException failed = catchThrowableOfType(CallException.class, () -> files.read("tides"));
                Failure failure = encoding ? Failure.HANDLER_FAILED : Failure.BAD_REQUEST;
                assertThat(last(failed).outcome()).isEqualTo(new ReplicaReport.Failed(failure));
                assertThat(last(failed).detail()).contains("the codec is broken");
                assertThat(failed.effectMayHaveHappened()).isEqualTo(encoding);
            }
        }
    }

    @Test
    void aCodecThatThrowsAtTheCaller() {
        scene.with(disk());
        Files encoding = Services.client(Files.class, scene.call(ALL), failing(true, String.class));
        assertThatThrownBy(() -> encoding.read("tides")).hasMessage("the codec is broken");
        assertThat(encoding.size("tides").toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the codec is broken");
        assertThat(scene.replicas.get(0).stats().requests()).isZero();
        Files decoding = Services.client(Files.class, scene.call(ALL), failing(false, String.class));
        CallException failed = catchThrowableOfType(CallException.class, () -> decoding.read("tides"));
        assertThat(last(failed).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.UNDECODABLE));
        assertThat(last(failed).detail()).contains("the codec is broken");
    }

    @Test
    void answersThatAreNoneAreDissenters() {
        String read = Files.class.getName() + ".read(int,byte[],int)";
        byte[][] answers = {
            {},
            {2},
            {0},
            {0, 2, 1},
            {0, 0, 0},
            {0, 2, 1, 4, 0x42, 'a', 'b'},
            {0, 2, 1, 3, 0x41, 'a', 9},
            {0, -1, -1, -1, -1, 7},
            {1, 5, 'E', 'v', 'i', 'l'},
            {1, 0}
        };
        List<String> details = new ArrayList<>();
        byte[] buf = {7};
        for (byte[] answer : answers) {
            try (ServiceScene one = new ServiceScene().with(builder -> builder.handler(read, request -> answer))) {
                Files files = Services.client(Files.class, one.call(ALL));
                CallException failed = catchThrowableOfType(CallException.class, () -> files.read(3, buf, 1));
                assertThat(last(failed).outcome())
                        .as(Arrays.toString(answer))
                        .isEqualTo(new ReplicaReport.Failed(Failure.UNDECODABLE));
                details.add(last(failed).detail());
            }
        }
        assertThat(details.get(8)).contains("it threw Evil, which the interface does not declare");
        assertThat(details.get(9)).contains("a name is missing");
        assertThat(buf).containsExactly(7);
    }

    @Test
    void requestsThatAreNoneAreRefused() {
        String read = Files.class.getName() + ".read(int,byte[],int)";
        scene.with(disk());
        byte[] cbor = {1, 5, 'c', 'b', 'o', 'r'};
        byte[][] requests = {
            {},
            {2},
            {1, 4, 'x', 'm', 'l'},
            cbor,
            with(cbor, 2, 3, -1, -1, -1, -1, 7, 2, 1),
            with(cbor, 2, 3, 0x80 | 2, 0x80, 0x40 | 1, 2, 1),
            with(cbor, 2, 3, 2, 2, 1, 0),
            with(cbor, 0, 2, 2, 1)
        };
        for (byte[] request : requests) {
            CallException failed = catchThrowableOfType(
                    CallException.class,
                    () -> scene.call(ALL)
                            .procedure(read, Codec.bytes(), Codec.bytes())
                            .call(request));
            assertThat(last(failed).outcome())
                    .as(Arrays.toString(request))
                    .isEqualTo(new ReplicaReport.Failed(Failure.BAD_REQUEST));
        }
        assertThat(scene.replicas.get(0).stats().failures()).containsEntry(Failure.BAD_REQUEST, (long) requests.length);
    }

    private static byte[] with(byte[] start, int... more) {
        byte[] whole = Arrays.copyOf(start, start.length + more.length);
        for (int i = 0; i < more.length; i++) {
            whole[start.length + i] = (byte) more[i];
        }
        return whole;
    }
}
