package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

final class DurationsProperties {

    @Property
    void readsWhatItWrites(@ForAll @LongRange(min = 0, max = 3653L * 86_400_000) long millis) {
        Duration span = Duration.ofMillis(millis);
        assertThat(Durations.parse(Durations.format(span))).isEqualTo(span);
    }

    @Property
    void readsWhatItWritesInWholeUnits(
            @ForAll @LongRange(min = 0, max = 3653) long amount, @ForAll("units") Duration unit) {
        Duration span = unit.multipliedBy(amount);
        assertThat(Durations.parse(Durations.format(span))).isEqualTo(span);
    }

    @Provide
    Arbitrary<Duration> units() {
        return Arbitraries.of(
                Duration.ofMillis(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofDays(1));
    }
}
