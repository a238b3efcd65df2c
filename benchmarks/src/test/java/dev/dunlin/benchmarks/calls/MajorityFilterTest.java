package dev.dunlin.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jgroups.Address;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;

class MajorityFilterTest {

    private static final Address SOMEBODY = UUID.randomUUID();

    private final MajorityFilter filter = new MajorityFilter(3);

    @Test
    void isContentWithTwoEqualAnswersOfThree() {
        assertThat(filter.isAcceptable(new byte[] {1}, SOMEBODY)).isTrue();
        assertThat(filter.needMoreResponses()).isTrue();
        assertThat(filter.isAcceptable(new byte[] {2}, SOMEBODY)).isTrue();
        assertThat(filter.needMoreResponses()).isTrue();
        assertThat(filter.isAcceptable(new byte[] {1}, SOMEBODY)).isTrue();
        assertThat(filter.needMoreResponses()).isFalse();
        assertThat(filter.answer()).containsExactly(1);
    }

    @Test
    void doesNotCountWhatIsNoAnswer() {
        assertThat(filter.isAcceptable(new IllegalStateException(), SOMEBODY)).isFalse();
        assertThat(filter.isAcceptable(new byte[] {1}, SOMEBODY)).isTrue();
        assertThatThrownBy(filter::answer).hasMessageContaining("fewer than 2 equal answers");
    }
}
