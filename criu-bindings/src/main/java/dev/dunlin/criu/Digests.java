package dev.dunlin.criu;

import dev.dunlin.criu.system.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of bytes and of files. */
final class Digests {

    private static final int CHUNK_BYTES = 1 << 18;

    private Digests() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.create().digest(bytes));
    }

    /**
     * Reads a file to its end.
     *
     * @param name how the entry names it
     * @throws IOException if it cannot be read, or is no regular file
     */
    static Manifest.Entry of(String name, Path file, LinkOption... links) throws IOException {
        if (!Files.isRegularFile(file, links)) {
            throw new IOException(file + " is no regular file");
        }
        MessageDigest digest = Sha256.create();
        // Most are short, and a buffer is written with zeros first.
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(Files.size(file) + 1, CHUNK_BYTES));
        long bytes = 0;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.read(buffer) >= 0) {
                bytes += buffer.position();
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return new Manifest.Entry(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
