package dev.dunlin.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.dunlin.broker.Codec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;

/** What is read equals what was written, and equal values have equal bytes. */
final class CborValuesProperties {

    private static final CborValues VALUES = new CborValues();

    /** A type, and a value of it. */
    record Sample(Type type, Object value) {}

    /** A record of records, with type arguments. */
    record Pair<A, B>(A first, List<B> rest) {}

    /** Points to itself. */
    record Tree(String name, List<Tree> branches, Optional<Instant> felled) {

        boolean isBare() {
            if (branches != null) {
                throw new IllegalStateException("this is no component: nobody asks");
            }
            return true;
        }
    }

    @Property
    void whatIsReadEqualsWhatWasWritten(@ForAll("samples") Sample sample) {
        Codec<Object> codec = VALUES.codec(sample.type);
        Object read = codec.decode(codec.encode(sample.value));
        assertThat(Objects.deepEquals(read, sample.value))
                .as("%s as %s gives %s", sample.value, sample.type, read)
                .isTrue();
        if (!(read instanceof Set)) {
            assertThat(codec.encode(read)).isEqualTo(codec.encode(sample.value));
        }
    }

    @Property
    void theOrderOfAMapDoesNotShow(@ForAll Map<String, Integer> map) {
        List<String> keys = new ArrayList<>(map.keySet());
        Collections.reverse(keys);
        Map<String, Integer> reversed = new LinkedHashMap<>();
        keys.forEach(key -> reversed.put(key, map.get(key)));
        Codec<Object> codec = VALUES.codec(new TypeReference<Map<String, Integer>>() {}.getType());
        assertThat(codec.encode(reversed)).isEqualTo(codec.encode(map));
    }

    @Property
    void whateverComesIsAValueOrRefused(@ForAll("samples") Sample sample, @ForAll byte[] noise) {
        Codec<Object> codec = VALUES.codec(sample.type);
        byte[] mixed = codec.encode(sample.value);
        for (int i = 0; i < noise.length && mixed.length > 0; i++) {
            mixed[Math.floorMod(noise[i] * 31 + i, mixed.length)] ^= noise[i];
        }
        for (byte[] bytes : List.of(noise, mixed)) {
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining(bytes.length + " bytes are no ");
            }
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(numbers(), texts(), times(), collections(), records());
    }

    private static <T> Arbitrary<Sample> of(Type type, Arbitrary<T> values) {
        return values.map(value -> new Sample(type, value));
    }

    private static Arbitrary<Sample> numbers() {
        return Arbitraries.oneOf(
                of(int.class, Arbitraries.integers()),
                of(Long.class, Arbitraries.longs()),
                of(short.class, Arbitraries.shorts()),
                of(byte.class, Arbitraries.bytes()),
                of(boolean.class, Arbitraries.of(true, false)),
                of(double.class, Arbitraries.doubles()),
                of(float.class, Arbitraries.floats()),
                of(double.class, Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0)),
                of(BigInteger.class, Arbitraries.bigIntegers()),
                of(BigDecimal.class, Arbitraries.bigDecimals()),
                of(long[].class, Arbitraries.longs().array(long[].class)),
                of(int[][].class, Arbitraries.integers().array(int[].class).array(int[][].class)));
    }

    private static Arbitrary<Sample> texts() {
        Arbitrary<String> text = Arbitraries.strings().filter(each -> !hasLoneSurrogate(each));
        return Arbitraries.oneOf(
                of(String.class, text),
                of(char.class, Arbitraries.chars().filter(each -> !Character.isSurrogate(each))),
                of(byte[].class, Arbitraries.bytes().array(byte[].class)),
                of(String[].class, text.injectNull(0.2).array(String[].class)),
                of(DayOfWeek.class, Arbitraries.of(DayOfWeek.class)),
                of(UUID.class, Arbitraries.longs().map(each -> new UUID(each, ~each))));
    }

    /** Which UTF-8 has no place for. */
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(each -> each >= 0xd800 && each < 0xe000);
    }

    private static Arbitrary<Sample> times() {
        Arbitrary<LocalDateTime> times = DateTimes.dateTimes();
        return Arbitraries.oneOf(
                of(Instant.class, times.map(each -> each.toInstant(ZoneOffset.UTC))),
                of(Duration.class, Arbitraries.longs().map(Duration::ofNanos)),
                of(LocalDate.class, times.map(LocalDateTime::toLocalDate)),
                of(LocalTime.class, times.map(LocalDateTime::toLocalTime)),
                of(LocalDateTime.class, times),
                of(OffsetDateTime.class, times.map(each -> each.atOffset(ZoneOffset.ofHours(-7)))),
                of(ZonedDateTime.class, times.map(each -> each.atZone(ZoneId.of("Europe/Copenhagen")))),
                of(Period.class, Arbitraries.integers().map(Period::ofDays)),
                of(Year.class, times.map(Year::from)),
                of(YearMonth.class, times.map(YearMonth::from)),
                of(MonthDay.class, times.map(MonthDay::from)));
    }

    private static Arbitrary<Sample> collections() {
        return Arbitraries.oneOf(
                of(
                        new TypeReference<List<Long>>() {}.getType(),
                        Arbitraries.longs().injectNull(0.1).list()),
                of(
                        new TypeReference<Set<String>>() {}.getType(),
                        Arbitraries.strings().alpha().set()),
                of(
                        new TypeReference<Map<Integer, List<Boolean>>>() {}.getType(),
                        Arbitraries.maps(
                                Arbitraries.integers(),
                                Arbitraries.of(true, false).list())),
                of(
                        new TypeReference<Map<DayOfWeek, UUID>>() {}.getType(),
                        Arbitraries.maps(
                                Arbitraries.of(DayOfWeek.class),
                                Arbitraries.longs().map(each -> new UUID(1, each)))),
                of(
                        new TypeReference<Optional<String>>() {}.getType(),
                        Arbitraries.strings().alpha().optional()));
    }

    private static Arbitrary<Sample> records() {
        Arbitrary<Tree> leaf = Arbitraries.strings().alpha().map(name -> new Tree(name, List.of(), Optional.empty()));
        Arbitrary<Tree> tree = Combinators.combine(
                        leaf.list().ofMaxSize(5), DateTimes.instants().optional())
                .as((leaves, felled) -> new Tree("root", Arrays.asList(new Tree("low", leaves, felled), null), felled));
        Arbitrary<Pair<Integer, Tree>> pair = Combinators.combine(
                        Arbitraries.integers(), tree.list().ofMaxSize(3))
                .as(Pair::new);
        return Arbitraries.oneOf(of(Tree.class, tree), of(new TypeReference<Pair<Integer, Tree>>() {}.getType(), pair));
    }
}
