package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.Manifest.Host;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A manifest as lines of words: {@code dunlin-checkpoint 2}, then one line for each value and file, then {@code end} and
 * the SHA-256 of all lines before it. Names are percent-encoded, so that a word has no blank.
 */
final class ManifestText {

    private static final String HEAD = "dunlin-checkpoint 2";

    /** The same without pages, whose sums were SHA-256 then as those of the other images. */
    private static final String OLDER = "dunlin-checkpoint 1";

    private static final long LONGEST = 16 << 20;

    private ManifestText() {}

    /**
     * Writes a manifest under another name, and then gives it its name. The disk is not waited for: what a loss of power
     * leaves half written, checksums show.
     */
    static void write(Manifest manifest, Path directory) throws IOException {
        Path draft = directory.resolve(Manifest.FILE + ".new");
        Files.write(draft, format(manifest).getBytes(StandardCharsets.UTF_8));
        Files.move(draft, directory.resolve(Manifest.FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static String format(Manifest manifest) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        line(text, "pid", Long.toString(manifest.pid()));
        line(text, "taken", manifest.taken().toString());
        line(text, "afterwards", manifest.afterwards().name());
        line(text, "criu", encoded(manifest.host().criu()));
        line(text, "kernel", encoded(manifest.host().kernel()));
        line(text, "architecture", encoded(manifest.host().architecture()));
        line(text, "processor", String.join(" ", new TreeSet<>(manifest.host().processor())));
        manifest.images().forEach(entry -> entry(text, "image", entry));
        manifest.pages().forEach(entry -> entry(text, "pages", entry));
        manifest.files().forEach(entry -> entry(text, "file", entry));
        String body = text.toString();
        return body + "end " + Digests.of(body.getBytes(StandardCharsets.UTF_8)) + "\n";
    }

    static Manifest read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw damaged(file + " is longer than " + LONGEST + " bytes", null);
            }
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(CheckpointFault.INCOMPLETE, "there is no " + file, null, e);
        } catch (IOException e) {
            throw damaged("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @throws CheckpointException IMAGE_CHANGED if it is not what was once written
     */
    static Manifest parse(String text) {
        int end = text.lastIndexOf("end ");
        if (!(text.startsWith(HEAD + "\n") || text.startsWith(OLDER + "\n")) || end < 0) {
            throw damaged("the manifest does not begin with \"" + HEAD + "\", or has no end", null);
        }
        String body = text.substring(0, end);
        if (!text.substring(end).equals("end " + Digests.of(body.getBytes(StandardCharsets.UTF_8)) + "\n")) {
            throw damaged("the manifest is not what its own checksum says", null);
        }
        try {
            return parseLines(body.lines().skip(1).toList());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw damaged("the manifest is malformed: " + e.getMessage(), e);
        }
    }

    private static Manifest parseLines(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        List<Entry> images = new ArrayList<>();
        List<Entry> pages = new ArrayList<>();
        List<Entry> files = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "image" -> images.add(imageOf(rest));
                case "pages" -> pages.add(imageOf(rest));
                case "file" -> files.add(entryOf(rest));
                default -> values.put(words[0], rest);
            }
        }
        return new Manifest(
                Long.parseLong(value(values, "pid")),
                Instant.parse(value(values, "taken")),
                Afterwards.valueOf(value(values, "afterwards")),
                new Host(
                        decoded(value(values, "criu")),
                        decoded(value(values, "kernel")),
                        decoded(value(values, "architecture")),
                        words(value(values, "processor"))),
                images,
                pages,
                files);
    }

    /** An image is a plain name in the directory: whatever leads elsewhere is refused. */
    private static Entry imageOf(String rest) {
        Entry entry = entryOf(rest);
        if (entry.path().contains("/") || entry.path().startsWith(".")) {
            throw new IllegalArgumentException("image " + entry.path() + " is no plain name");
        }
        return entry;
    }

    private static Entry entryOf(String rest) {
        String[] words = rest.split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("\"" + rest + "\" is not a checksum, a length and a path");
        }
        return new Entry(decoded(words[2]), Long.parseLong(words[1]), words[0]);
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(new TreeSet<>(List.of(text.split(" "))));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no line \"" + name + "\"");
        }
        return value;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void entry(StringBuilder text, String kind, Entry entry) {
        line(text, kind, entry.sha256() + " " + entry.bytes() + " " + encoded(entry.path()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static CheckpointException damaged(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new CheckpointException(CheckpointFault.IMAGE_CHANGED, what, null, cause);
    }
}
