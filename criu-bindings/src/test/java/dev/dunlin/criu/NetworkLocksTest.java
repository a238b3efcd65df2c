package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NetworkLocksTest {

    private static final String ID = "9509730e-8666-4b46-a9b8-d0663ec1dfae";

    @Test
    void theLogSaysTheRun() {
        assertThat(NetworkLocks.runId("(00.000000) CRIU run id = " + ID + "\n(00.000092) Version: 4.2.1"))
                .contains(ID);
        assertThat(NetworkLocks.runId("(00.000092) Version: 4.2.1")).isEmpty();
    }

    @Test
    void aTableIsFoundByWhatIsLeftOfItsName() {
        String list = "table ip filter\ntable inet CRIU-9509730e-8666-4b46-a9\ntable inet CRIU-0509730e-8666-4b46-a9\n";

        assertThat(NetworkLocks.tables(list, ID)).containsExactly("CRIU-9509730e-8666-4b46-a9");
        assertThat(NetworkLocks.tables("table inet CRIU-" + ID + "\n", ID)).containsExactly("CRIU-" + ID);
        assertThat(NetworkLocks.tables("table inet CRIU-9\ntable inet mine\n", ID))
                .isEmpty();
    }
}
