package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.system.PageSum;
import dev.dunlin.criu.system.Sha256;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FileSumsTest {

    @Test
    void memoryHasASumOfItsOwnWhereBothKnowIt() {
        FileSums newer = FileSums.of(Map.of(MoveFacts.PAGE_SUMS, "1"));

        assertThat(newer.begin("pages-1.img")).isInstanceOf(PageSum.class);
        assertThat(newer.begin(PreCopy.name(2))).isInstanceOf(PageSum.class);
        assertThat(newer.begin("core-1.img")).isInstanceOf(Sha256.class);
        assertThat(newer.begin("checkpoint.tar.gz")).isInstanceOf(Sha256.class);
        assertThat(FileSums.of(Map.of()).begin("pages-1.img")).isInstanceOf(Sha256.class);
    }
}
