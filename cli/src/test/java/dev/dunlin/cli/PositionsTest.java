package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dunlin.broker.Position;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionsTest {

    @Test
    void readsWhatPeopleWrite() {
        assertThat(Positions.parse("latest")).isEqualTo(Position.latest());
        assertThat(Positions.parse("earliest")).isEqualTo(Position.earliest());
        assertThat(Positions.parse("0")).isEqualTo(Position.sequence(0));
        assertThat(Positions.parse("42")).isEqualTo(Position.sequence(42));
        Instant instant = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(Positions.parse("2026-11-21T10:00:00Z")).isEqualTo(Position.instant(instant));
        assertThat(Positions.parse("2026-11-21T11:00:00+01:00")).isEqualTo(Position.instant(instant));
        assertThat(Positions.parse("2026-11-21T10:00:00.250Z")).isEqualTo(Position.instant(instant.plusMillis(250)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "newest", "4.2", "2026-11-21", "2026-11-21T10:00:00", "9999999999999999999"})
    void refusesWhatIsNoPlace(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Positions.parse(text))
                .withMessageContaining("\"" + text + "\" is no place to start: write latest, earliest");
    }
}
