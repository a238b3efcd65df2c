package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "512B, 512",
        "64KiB, 65536",
        "64K, 65536",
        "64MiB, 67108864",
        "2GiB, 2147483648",
        "1TiB, 1099511627776",
        "10kB, 10000",
        "10MB, 10000000",
        "3GB, 3000000000"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(Size.parse(text)).isEqualTo(new Size(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "64 MiB", "64mib", "9999999999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Size.parse(text))
                .withMessageContaining("\"" + text + "\" is no size: write 4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8388608TiB", "999999999999999999GB"})
    void refusesMoreThanALongHolds(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Size.parse(text)).withMessageContaining("more than any");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048575, 1023.9 KiB",
        "16777216, 16 MiB",
        "2254857831, 2.1 GiB"
    })
    void writesTheLargestUnitThatFills(long bytes, String text) {
        assertThat(Size.format(bytes)).isEqualTo(text);
    }
}
