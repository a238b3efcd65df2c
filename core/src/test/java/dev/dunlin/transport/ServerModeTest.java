package dev.dunlin.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.transport.ServerMode.Threads;
import org.junit.jupiter.api.Test;

final class ServerModeTest {

    @Test
    void onlyModesWithWorkersHaveWorkers() {
        assertThat(ServerMode.pool(3).workers()).isEqualTo(3);
        assertThat(ServerMode.loopsAndWorkers(4).workers()).isEqualTo(4);
        assertThat(ServerMode.oneThread().workers()).isZero();
        assertThatThrownBy(() -> ServerMode.pool(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers=0: must be from 1 to 10000");
        assertThatThrownBy(() -> new ServerMode(Threads.LOOPS, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers=1: must be 0, as LOOPS has none");
    }

    @Test
    void aPoolServesAsManyClientsAsItHasWorkers() {
        assertThat(ServerMode.pool(3).maxClients()).isEqualTo(3);
        assertThat(ServerMode.pool(3).withMaxClients(2).maxClients()).isEqualTo(2);
        assertThatThrownBy(() -> ServerMode.pool(3).withMaxClients(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxClients=4: must be at most workers=3, as each client has a worker to itself");
        assertThat(ServerMode.loops().maxClients()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void theBoundsAreChecked() {
        assertThatThrownBy(() -> ServerMode.loops().withMaxClients(0)).hasMessage("maxClients=0: must be at least 1");
        assertThatThrownBy(() -> ServerMode.loops().withWaiting(-1)).hasMessage("waiting=-1: must not be negative");
        assertThat(ServerMode.loops().withWaiting(0).waiting()).isZero();
        assertThat(ServerMode.loops().waiting()).isEqualTo(ServerMode.USUAL_WAITING);
    }
}
