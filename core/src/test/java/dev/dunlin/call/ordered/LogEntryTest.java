package dev.dunlin.call.ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.call.ordered.LogEntry.Claim;
import dev.dunlin.call.ordered.LogEntry.Submit;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The bytes of the log: docs/PROTOCOL.md shows the same. */
final class LogEntryTest {

    @Test
    void aRequestAsTheProtocolShowsIt() {
        byte[] bytes = new Submit(7, 3, 2, "set", new byte[] {5}).encoded();
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "01" + "0000000000000007" + "0000000000000003" + "0000000000000002" + "00000003736574" + "05");
    }

    @Test
    void aClaimAsTheProtocolShowsIt() {
        byte[] bytes = new Claim("a", 2, 9, 4).encoded();
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("02" + "0000000000000002" + "0000000000000009" + "0000000000000004" + "0000000161");
    }

    @Property
    void whatIsReadIsWhatWasWritten(
            @ForAll long caller, @ForAll long number, @ForAll long settled, @ForAll byte[] body) {
        Submit read = (Submit) LogEntry.decode(new Submit(caller, number, settled, "procédure", body).encoded());
        assertThat(read.caller()).isEqualTo(caller);
        assertThat(read.number()).isEqualTo(number);
        assertThat(read.settled()).isEqualTo(settled);
        assertThat(read.procedure()).isEqualTo("procédure");
        assertThat(read.body()).isEqualTo(body);
        Claim claim = new Claim("replica", caller, number, settled);
        assertThat(LogEntry.decode(claim.encoded())).isEqualTo(claim);
    }

    @Property(tries = 5_000)
    void whatIsNoEntryIsRefused(@ForAll byte[] bytes, @ForAll boolean submit) {
        if (bytes.length > 0) {
            bytes[0] = (byte) (submit ? 1 : 2);
        }
        try {
            assertThat(LogEntry.decode(bytes)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void aLengthThatIsALieIsRefusedBeforeMemoryIsTaken() {
        byte[] lie = new ByteWriter(64)
                .put((byte) 2)
                .put(0L)
                .put(0L)
                .put(0L)
                .put(Integer.MAX_VALUE)
                .bytes();
        assertThatThrownBy(() -> LogEntry.decode(lie)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogEntry.decode(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogEntry.decode(new byte[] {3})).hasMessageContaining("kind=3");
    }
}
