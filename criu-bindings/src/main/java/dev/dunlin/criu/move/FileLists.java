package dev.dunlin.criu.move;

import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.NeededFiles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that a process needs, as they are sent and compared. Pure, but for the comparison, which reads files. */
final class FileLists {

    /** How many files one message names at most, so that the answer fits into one too. */
    static final int MOST_FILES = 500;

    private static final int MOST_TEXT_BYTES = 256 << 10;
    private static final int MOST_BYTES_PER_CHARACTER = 3;

    private FileLists() {}

    /** Messages that name all of them. */
    static List<MoveMessage.Files> messages(List<Entry> files) {
        List<MoveMessage.Files> messages = new ArrayList<>();
        List<Entry> some = new ArrayList<>();
        int bytes = 0;
        for (Entry file : files) {
            int more = file.path().length() * MOST_BYTES_PER_CHARACTER;
            if (some.size() == MOST_FILES || (bytes + more > MOST_TEXT_BYTES && !some.isEmpty())) {
                messages.add(new MoveMessage.Files(List.copyOf(some)));
                some.clear();
                bytes = 0;
            }
            some.add(file);
            bytes += more;
        }
        if (!some.isEmpty()) {
            messages.add(new MoveMessage.Files(List.copyOf(some)));
        }
        return messages;
    }

    /** Compares them with those of this host; may take as long as it takes to read them all. */
    static MoveMessage.Differences compare(MoveMessage.Files files) {
        Map<String, String> differences = new LinkedHashMap<>();
        for (Entry file : files.files()) {
            NeededFiles.difference(file).ifPresent(text -> differences.put(file.path(), text));
        }
        return new MoveMessage.Differences(differences);
    }

    static void write(DataOutputStream out, MoveMessage.Files files) throws IOException {
        out.writeInt(files.files().size());
        for (Entry file : files.files()) {
            out.writeUTF(file.path());
            out.writeLong(file.bytes());
            out.writeUTF(file.sha256());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is none
     */
    static MoveMessage.Files read(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_FILES) {
            throw new IOException(count + " files: must be from 0 to " + MOST_FILES);
        }
        List<Entry> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(entry(in.readUTF(), in.readLong(), in.readUTF()));
        }
        return new MoveMessage.Files(List.copyOf(files));
    }

    static void write(DataOutputStream out, MoveMessage.Place place) throws IOException {
        out.writeBoolean(place.replace());
        out.writeInt(place.files().size());
        for (MoveMessage.Placed file : place.files()) {
            out.writeUTF(file.name());
            out.writeUTF(file.path());
            out.writeUTF(file.permissions());
        }
    }

    /**
     * Reads what {@link #write(DataOutputStream, MoveMessage.Place)} wrote.
     *
     * @throws IOException if it is none
     */
    static MoveMessage.Place readPlace(DataInputStream in) throws IOException {
        boolean replace = in.readBoolean();
        int count = in.readInt();
        if (count < 0 || count > MOST_FILES) {
            throw new IOException(count + " files: must be from 0 to " + MOST_FILES);
        }
        List<MoveMessage.Placed> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(new MoveMessage.Placed(in.readUTF(), in.readUTF(), in.readUTF()));
        }
        return new MoveMessage.Place(replace, List.copyOf(files));
    }

    private static Entry entry(String path, long bytes, String sha256) throws IOException {
        try {
            return new Entry(path, bytes, sha256);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
