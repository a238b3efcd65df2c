package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.system.PageSum;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageSumTest {

    private static final int LENGTH = 3 * PageSum.PART_BYTES + 4096;
    private static final byte[] PAGES = pages();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4096, 100_000, 1 << 20, (1 << 20) + 1, LENGTH})
    void howItWasReadMakesNoDifference(int step) {
        PageSum sum = new PageSum();
        ByteBuffer outside = ByteBuffer.allocateDirect(step);
        for (int at = 0; at < PAGES.length; at += step) {
            outside.clear().put(PAGES, at, Math.min(step, PAGES.length - at)).flip();
            sum.update(outside);
        }

        assertThat(sum.text()).isEqualTo(sum(PAGES)).matches("[0-9a-f]{64}");
    }

    @Test
    void aFileIsReadToItsEnd() throws Exception {
        Path file = Files.write(folder.resolve("pages-1.img"), PAGES);

        assertThat(Digests.ofPages("pages-1.img", file))
                .isEqualTo(new Manifest.Entry("pages-1.img", PAGES.length, sum(PAGES)));
    }

    @Test
    void oneBitAnywhereIsNoticed() {
        String whole = sum(PAGES);
        byte[] damaged = PAGES.clone();
        for (int at : new int[] {0, PageSum.PART_BYTES - 1, PageSum.PART_BYTES, 2 * PageSum.PART_BYTES, LENGTH - 1}) {
            damaged[at] ^= 1;
            assertThat(sum(damaged)).isNotEqualTo(whole);
            damaged[at] ^= 1;
        }
    }

    @Test
    void partsThatChangedPlacesAreNoticed() {
        byte[] moved = PAGES.clone();
        System.arraycopy(PAGES, 0, moved, PageSum.PART_BYTES, PageSum.PART_BYTES);
        System.arraycopy(PAGES, PageSum.PART_BYTES, moved, 0, PageSum.PART_BYTES);

        assertThat(sum(moved)).isNotEqualTo(sum(PAGES));
    }

    /** A change that is the polynomial of a CRC itself leaves that as it was: the other one sees it. */
    @Test
    void whatOneOfTheTwoDoesNotSeeTheOtherDoes() {
        java.util.zip.CRC32C castagnoli = new java.util.zip.CRC32C();
        byte[] pages = new byte[4096];
        castagnoli.update(pages);
        long before = castagnoli.getValue();
        byte[] changed = pages.clone();
        // x^32 and the polynomial 1EDC6F41, in the bits' reversed order.
        long polynomial = ((0x82F63B78L << 1) | 1) << 7;
        for (int i = 0; i < 5; i++) {
            changed[100 + i] = (byte) (polynomial >>> (8 * i));
        }
        castagnoli.reset();
        castagnoli.update(changed);

        assertThat(castagnoli.getValue()).isEqualTo(before);
        assertThat(sum(changed)).isNotEqualTo(sum(pages));
    }

    private static String sum(byte[] bytes) {
        PageSum sum = new PageSum();
        sum.update(ByteBuffer.wrap(bytes));
        return sum.text();
    }

    private static byte[] pages() {
        byte[] pages = new byte[LENGTH];
        new Random(1).nextBytes(pages);
        return pages;
    }
}
