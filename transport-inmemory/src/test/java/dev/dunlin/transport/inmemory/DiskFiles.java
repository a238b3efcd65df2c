package dev.dunlin.transport.inmemory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps one file, under the number 3 and the name "tides". */
class DiskFiles implements Files {

    static final String TEXT = "low water at 06:12";

    final List<String> touched = new ArrayList<>();
    final List<String> logged = new ArrayList<>();
    final CompletableFuture<Long> size = new CompletableFuture<>();

    @Override
    public int read(int fd, byte[] buf, int nbytes) throws IOException {
        if (fd != 3) {
            throw new IOException("fd " + fd + " is not open");
        }
        byte[] text = TEXT.getBytes(StandardCharsets.US_ASCII);
        int count = Math.min(Math.min(nbytes, buf.length), text.length);
        System.arraycopy(text, 0, buf, 0, count);
        return count;
    }

    @Override
    public String read(String path) throws NotFound, IOException {
        if (!path.equals("tides")) {
            throw new NotFound(path, 7);
        }
        return TEXT;
    }

    @Override
    public List<Entry> list(List<String> directories) {
        return directories.stream()
                .map(each -> new Entry(each + "/tides", TEXT.length(), Optional.of(Instant.EPOCH)))
                .toList();
    }

    @Override
    public void sort(String[] names, long[] lengths) {
        Arrays.sort(names);
        for (int i = 0; lengths != null && i < lengths.length; i++) {
            lengths[i] = names[i].length();
        }
    }

    @Override
    public void touch(String path) {
        touched.add(path);
    }

    @Override
    public CompletionStage<Long> size(String path) {
        return size;
    }

    @Override
    public CompletableFuture<Void> sync(byte[] seal) {
        Arrays.fill(seal, (byte) 9);
        return seal.length == 13
                ? CompletableFuture.failedFuture(new NotFound("seal", seal.length))
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public void log(String line) {
        logged.add(line);
    }
}
