package dev.dunlin.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log's line is one line, and says who says what. */
class LogLineTest {

    @Test
    void wordsStandAsTheyAre() {
        assertThat(LogLine.event("closed").with("peer", "[::1]:4711").with("count", 3))
                .hasToString("event=closed peer=[::1]:4711 count=3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "two words|\"two words\"",
                "a=b|\"a=b\"",
                "say \"it\"|\"say \\\"it\\\"\"",
                "back\\slash|\"back\\\\slash\"",
                "süd|\"süd\""
            })
    void whatIsNoWordIsQuoted(String value, String written) {
        assertThat(LogLine.event("e").with("k", value)).hasToString("event=e k=" + written);
    }

    @Test
    void nobodyBeginsALineOfHisOwn() {
        assertThat(LogLine.event("e").with("k", "x\r\nevent=forged\u2028\u0085\u001b[2J"))
                .hasToString("event=e k=\"x\\u000d\\u000aevent=forged\\u2028\\u0085\\u001b[2J\"");
        assertThat(LogLine.event("e").with("k", "")).hasToString("event=e k=\"\"");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(LogLine.event("e").with("k", "x".repeat(301)))
                .hasToString("event=e k=\"" + "x".repeat(300) + "...\"");
    }
}
