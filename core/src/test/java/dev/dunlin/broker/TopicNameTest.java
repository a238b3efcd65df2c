package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class TopicNameTest {

    @Test
    void takesNamesUpToTheBound() {
        assertThat(TopicName.check("topic", "a".repeat(255))).hasSize(255);
        assertThat(TopicName.check("topic", "é".repeat(127))).hasSize(127);
        assertThat(TopicName.check("topic", "licences.gpl 3.a*b")).isEqualTo("licences.gpl 3.a*b");
    }

    @Test
    void saysWhatIsWrongWithAName() {
        refused("", "topic=\"\": must not be empty");
        refused("a".repeat(256), "topic of 256 bytes, \"" + "a".repeat(20) + "...\": at most 255 bytes");
        refused("é".repeat(128), "topic of 256 bytes, \"" + "é".repeat(20) + "...\": at most 255 bytes");
        refused("a..b", "topic=\"a..b\": has an empty part between its dots");
        refused(".a", "topic=\".a\": has an empty part between its dots");
        refused("a.", "topic=\"a.\": has an empty part between its dots");
        refused("a\tb", "topic: has the control character U+0009 at index 1");
        refused("a.*", "topic=\"a.*\": wildcards are for subscribing, name one topic here");
        refused(">", "topic=\">\": wildcards are for subscribing, name one topic here");
        assertThatNullPointerException()
                .isThrownBy(() -> TopicName.check("topic", null))
                .withMessage("topic");
    }

    @Test
    void saysWhatIsWrongWithAPattern() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicName.checkPattern("a.>.b"))
                .withMessage("pattern=\"a.>.b\": \">\" must be the last part");
        assertThat(TopicName.checkPattern("*.b.>")).isEqualTo("*.b.>");
        assertThat(TopicName.isPattern("a.*.b")).isTrue();
        assertThat(TopicName.isPattern("a.>")).isTrue();
    }

    private static void refused(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicName.check("topic", name))
                .withMessage(message);
    }
}
