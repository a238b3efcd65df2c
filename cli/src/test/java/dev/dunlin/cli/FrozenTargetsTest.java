package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.checkpoint.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrozenTargetsTest {

    @Test
    void aNumberIsAProcessAndANameWithAnEngineAContainer() {
        assertThat(FrozenTargets.parse("4711")).isEqualTo(new Target.ProcessTree(4711));
        assertThat(FrozenTargets.parse("docker:looper"))
                .isEqualTo(new Target.Container(Target.Engine.DOCKER, "looper"));
        assertThat(FrozenTargets.parse("podman:looper"))
                .isEqualTo(new Target.Container(Target.Engine.PODMAN, "looper"));
        assertThat(FrozenTargets.parse("runc:looper")).isEqualTo(new Target.Container(Target.Engine.RUNC, "looper"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker:--help", "podman:-a", "runc:-"})
    void aNameIsNeverAnOption(String text) {
        assertThatThrownBy(() -> FrozenTargets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not begin with -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "counter", "-1", "12345678901", "docker:", ":looper", "lxc:looper", "4711 "})
    void whatIsNoTargetIsSaidToBeNone(String text) {
        assertThatThrownBy(() -> FrozenTargets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write a pid, docker:NAME");
    }
}
