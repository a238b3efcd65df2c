package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageSplitterTest {

    private final List<String> messages = new ArrayList<>();

    @Test
    void aLineOfTheLimitIsAMessageAndALongerOneIsRefusedAfterThoseBeforeIt() {
        LineSplitter splitter = new LineSplitter(5);
        feed(splitter, "12345\nab");
        feed(splitter, "cde\n");
        assertThat(messages).containsExactly("12345", "abcde");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> feed(splitter, "x\n123456\n"))
                .withMessageContaining("line 4 is longer than 5 B")
                .matches(failure -> failure.exitCode() == ExitCode.REFUSED);
        assertThat(messages).containsExactly("12345", "abcde", "x");
    }

    @Test
    void aLineThatNeverEndsIsRefusedBeforeItFillsTheMemory() {
        LineSplitter splitter = new LineSplitter(1_000);
        for (int i = 0; i < 10; i++) {
            feed(splitter, "x".repeat(100));
        }
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> feed(splitter, "x"))
                .withMessageContaining("line 1 is longer than 1000 B");
    }

    @Test
    void aWholeOfTheLimitIsAMessageAndALongerOneIsRefused() {
        WholeSplitter whole = new WholeSplitter(5);
        feed(whole, "12\n");
        feed(whole, "4\n");
        whole.finish(this::add);
        assertThat(messages).containsExactly("12\n4\n");
        WholeSplitter longer = new WholeSplitter(5);
        feed(longer, "12345");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> feed(longer, "6"))
                .withMessageContaining("the input is longer than 5 B");
    }

    private void feed(MessageSplitter splitter, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.feed(bytes, bytes.length, this::add);
    }

    private void add(byte[] message) {
        messages.add(new String(message, StandardCharsets.UTF_8));
    }
}
