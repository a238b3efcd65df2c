package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.move.MoveMessage.Part;
import dev.dunlin.criu.system.Sha256;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What two hosts say is understood as it was meant; anything else is refused. */
final class MoveFormatProperties {

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll("messages") MoveMessage message) {
        assertThat(MoveFormat.decode(MoveFormat.encode(message))).isEqualTo(message);
    }

    @Property(tries = 200)
    void whatIsCutIsRefused(@ForAll("messages") MoveMessage message, @ForAll double share) {
        byte[] whole = MoveFormat.encode(message);
        int kept = (int) (Math.abs(share % 1) * whole.length);
        assertThatThrownBy(() -> MoveFormat.decode(Arrays.copyOf(whole, kept))).isInstanceOf(DunlinException.class);
    }

    @Property(tries = 1000)
    void noiseIsRefusedOrUnderstood(@ForAll @Size(max = 200) byte[] noise) {
        try {
            MoveFormat.decode(noise);
        } catch (DunlinException e) {
            assertThat(e.reason()).isEqualTo(DunlinException.Reason.PROTOCOL);
        }
    }

    @Property(tries = 100)
    void partsOfFilesAreFoundInTheirMessage(@ForAll @Size(max = 500) byte[] bytes, @ForAll long offset) {
        byte[] header = MoveFormat.chunkHeader("pages-1.img", offset);
        byte[] message = Arrays.copyOf(header, header.length + bytes.length);
        System.arraycopy(bytes, 0, message, header.length, bytes.length);

        MoveMessage.Chunk chunk = (MoveMessage.Chunk) MoveFormat.decode(message);

        assertThat(chunk.path()).isEqualTo("pages-1.img");
        assertThat(chunk.offset()).isEqualTo(offset);
        assertThat(Arrays.copyOfRange(chunk.message(), chunk.from(), chunk.message().length))
                .isEqualTo(bytes);
    }

    @Provide
    Arbitrary<MoveMessage> messages() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<Long> numbers = Arbitraries.longs();
        Arbitrary<Map<String, String>> facts = Arbitraries.maps(texts, texts).ofMaxSize(5);
        Arbitrary<TargetState> states = Arbitraries.of(TargetState.class);
        return Arbitraries.oneOf(
                numbers.flatMap(n -> facts.map(f -> (MoveMessage) new MoveMessage.Begin(new UUID(n, ~n), n, ~n, f))),
                texts.flatMap(a -> numbers.map(n -> new MoveMessage.FileEnd(a, n, a))),
                texts.flatMap(a -> facts.map(f -> new MoveMessage.Complete(f.size(), a, f))),
                Arbitraries.of(new MoveMessage.Go(), new MoveMessage.Ping(), new MoveMessage.Pong()),
                texts.map(MoveMessage.Abort::new),
                numbers.map(MoveMessage.Echo::new),
                facts.map(MoveMessage.Differences::new),
                texts.map(t -> new MoveMessage.Place(t.isEmpty(), List.of(new MoveMessage.Placed(t, "/" + t, t)))),
                texts.map(t -> new MoveMessage.Failure(t, t)),
                texts.map(t -> new MoveMessage.Files(List.of(new Entry("/" + t, t.length(), Sha256.of(t))))),
                states.flatMap(s -> facts.map(f -> new MoveMessage.Welcome(s, 7, List.of(new Part("a", 3)), f))),
                states.flatMap(s -> texts.map(t -> new MoveMessage.Stands(s, t, Map.of(t, 5L)))));
    }
}
