package dev.dunlin.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

final class PackerProperties {

    @Property
    void whatIsUnpackedWasPacked(
            @ForAll("pieces") List<byte[]> pieces, @ForAll @IntRange(max = Integer.MAX_VALUE) int number) {
        Packer packer = new Packer().number(number);
        pieces.forEach(packer::piece);
        Unpacker unpacker = new Unpacker(packer.packed());
        assertThat(unpacker.number()).isEqualTo(number);
        for (byte[] piece : pieces) {
            assertThat(unpacker.piece()).isEqualTo(piece);
        }
        unpacker.end();
    }

    @Property
    void whatIsCutShortIsRefused(@ForAll("pieces") List<byte[]> pieces, @ForAll int cut) {
        Packer packer = new Packer();
        pieces.forEach(packer::piece);
        packer.raw(1);
        byte[] packed = packer.packed();
        Unpacker unpacker = new Unpacker(Arrays.copyOf(packed, Math.floorMod(cut, packed.length)));
        assertThatIllegalArgumentException().isThrownBy(() -> {
            for (int i = 0; i < pieces.size(); i++) {
                unpacker.piece();
            }
            unpacker.raw();
        });
    }

    @Property
    void noiseIsUnpackedOrRefused(@ForAll byte[] noise) {
        Unpacker unpacker = new Unpacker(noise);
        try {
            for (int i = 0; i < noise.length; i++) {
                byte[] piece = unpacker.piece();
                assertThat(piece == null ? 0 : piece.length).isLessThan(noise.length);
            }
            unpacker.end();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void namesFitAndDiffer(
            @ForAll @StringLength(max = 400) String name, @ForAll @StringLength(max = 400) String other) {
        String procedure = ServiceProcedure.name(name);
        assertThat(procedure.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        assertThat(ServiceProcedure.name(name)).isEqualTo(procedure);
        if (!Arrays.equals(name.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))) {
            assertThat(ServiceProcedure.name(other)).isNotEqualTo(procedure);
        }
        if (procedure.equals(name)) {
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        } else {
            assertThat(procedure.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(250);
        }
    }

    @Provide
    Arbitrary<List<byte[]>> pieces() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(300)
                .injectNull(0.1)
                .list()
                .ofMaxSize(8);
    }
}
