package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads {@link MoveMessage}s: a byte for the kind, then its fields. Pure. */
final class MoveFormat {

    /** How much of a file goes into one message. */
    static final int CHUNK_BYTES = 512 << 10;

    /** The longest message: a chunk with its name. */
    static final int MAX_MESSAGE_BYTES = CHUNK_BYTES + 1024;

    private static final int RUN_BYTES = 16;
    private static final int MAX_ENTRIES = 10_000;

    private MoveFormat() {}

    /** Writes a message; a {@link MoveMessage.Chunk} is written by {@link #chunkHeader} instead. */
    static byte[] encode(MoveMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (message instanceof MoveMessage.Begin begin) {
                out.writeByte(1);
                out.writeInt(MoveMessage.VERSION);
                out.writeLong(begin.id().getMostSignificantBits());
                out.writeLong(begin.id().getLeastSignificantBits());
                out.writeLong(begin.pid());
                out.writeLong(begin.expectedBytes());
                texts(out, begin.facts());
            } else if (message instanceof MoveMessage.Probe probe) {
                out.writeByte(2);
                out.write(probe.bytes());
            } else if (message instanceof MoveMessage.FileEnd end) {
                out.writeByte(4);
                out.writeUTF(end.path());
                out.writeLong(end.length());
                out.writeUTF(end.sha256());
            } else if (message instanceof MoveMessage.Complete complete) {
                out.writeByte(5);
                out.writeInt(complete.files());
                out.writeUTF(complete.manifestSha256());
                texts(out, complete.options());
            } else if (message instanceof MoveMessage.Go) {
                out.writeByte(6);
            } else if (message instanceof MoveMessage.Ping) {
                out.writeByte(8);
            } else if (message instanceof MoveMessage.Abort abort) {
                out.writeByte(7);
                out.writeUTF(abort.why());
            } else if (message instanceof MoveMessage.Chunk chunk) {
                out.write(chunkHeader(chunk.path(), chunk.offset()));
                out.write(chunk.message(), chunk.from(), chunk.length());
            } else if (message instanceof MoveMessage.Rebuilt part) {
                out.write(rebuiltHeader(part.path(), part.offset(), part.runs()));
                out.write(part.message(), part.from(), part.message().length - part.from());
            } else if (message instanceof MoveMessage.Place place) {
                out.writeByte(11);
                FileLists.write(out, place);
            } else if (message instanceof MoveMessage.Files files) {
                out.writeByte(9);
                FileLists.write(out, files);
            } else {
                answer(out, message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void answer(DataOutputStream out, MoveMessage message) throws IOException {
        if (message instanceof MoveMessage.Welcome welcome) {
            out.writeByte(20);
            out.writeUTF(welcome.state().name());
            out.writeLong(welcome.freeBytes());
            out.writeInt(welcome.parts().size());
            for (MoveMessage.Part part : welcome.parts()) {
                out.writeUTF(part.path());
                out.writeLong(part.length());
            }
            texts(out, welcome.facts());
        } else if (message instanceof MoveMessage.Echo echo) {
            out.writeByte(21);
            out.writeLong(echo.bytes());
        } else if (message instanceof MoveMessage.Differences differences) {
            out.writeByte(24);
            texts(out, differences.byPath());
        } else if (message instanceof MoveMessage.Failure failure) {
            out.writeByte(25);
            out.writeUTF(failure.fault());
            out.writeUTF(failure.what());
        } else if (message instanceof MoveMessage.Pong) {
            out.writeByte(23);
        } else if (message instanceof MoveMessage.Stands stands) {
            out.writeByte(22);
            out.writeUTF(stands.state().name());
            out.writeUTF(stands.detail());
            out.writeInt(stands.phases().size());
            for (Map.Entry<String, Long> phase : stands.phases().entrySet()) {
                out.writeUTF(phase.getKey());
                out.writeLong(phase.getValue());
            }
        }
    }

    /** What a message that carries part of a file begins with; the bytes follow. */
    static byte[] chunkHeader(String path, long offset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(3);
            out.writeUTF(path);
            out.writeLong(offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What a message begins with that carries part of a file of which some is there; the bytes of the rest follow. */
    static byte[] rebuiltHeader(String path, long offset, List<MoveMessage.Run> runs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + runs.size() * RUN_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(10);
            out.writeUTF(path);
            out.writeLong(offset);
            out.writeInt(runs.size());
            for (MoveMessage.Run run : runs) {
                out.writeInt(run.file());
                out.writeLong(run.offset());
                out.writeInt(run.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message.
     *
     * @throws DunlinException PROTOCOL if it is none
     */
    static MoveMessage decode(byte[] message) {
        try (ByteArrayInputStream bytes = new ByteArrayInputStream(message);
                DataInputStream in = new DataInputStream(bytes)) {
            int kind = in.readUnsignedByte();
            MoveMessage read = switch (kind) {
                case 1 -> begin(in);
                case 2 -> new MoveMessage.Probe(in.readAllBytes());
                case 3 -> chunk(in, bytes, message);
                case 4 -> new MoveMessage.FileEnd(in.readUTF(), in.readLong(), in.readUTF());
                case 5 -> new MoveMessage.Complete(in.readInt(), in.readUTF(), texts(in));
                case 6 -> new MoveMessage.Go();
                case 7 -> new MoveMessage.Abort(in.readUTF());
                case 8 -> new MoveMessage.Ping();
                case 9 -> FileLists.read(in);
                case 11 -> FileLists.readPlace(in);
                case 10 -> rebuilt(in, bytes, message);
                case 24 -> new MoveMessage.Differences(texts(in));
                case 25 -> new MoveMessage.Failure(in.readUTF(), in.readUTF());
                case 23 -> new MoveMessage.Pong();
                case 20 -> new MoveMessage.Welcome(state(in), in.readLong(), parts(in), texts(in));
                case 21 -> new MoveMessage.Echo(in.readLong());
                case 22 -> new MoveMessage.Stands(state(in), in.readUTF(), numbers(in));
                default -> throw fault("kind " + kind + " is none");
            };
            if (kind != 3 && kind != 10 && bytes.available() > 0) {
                throw fault(bytes.available() + " bytes too many after kind " + kind);
            }
            return read;
        } catch (EOFException e) {
            throw fault("a message of " + message.length + " bytes is too short for its kind");
        } catch (IOException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private static MoveMessage begin(DataInputStream in) throws IOException {
        int version = in.readInt();
        if (version != MoveMessage.VERSION) {
            throw fault("version " + version + " is not spoken here, but " + MoveMessage.VERSION
                    + "; use the same release on both hosts");
        }
        return new MoveMessage.Begin(new UUID(in.readLong(), in.readLong()), in.readLong(), in.readLong(), texts(in));
    }

    private static MoveMessage chunk(DataInputStream in, ByteArrayInputStream bytes, byte[] message)
            throws IOException {
        String path = in.readUTF();
        long offset = in.readLong();
        return new MoveMessage.Chunk(path, offset, message, message.length - bytes.available());
    }

    private static MoveMessage.Rebuilt rebuilt(DataInputStream in, ByteArrayInputStream bytes, byte[] message)
            throws IOException {
        String path = in.readUTF();
        long offset = in.readLong();
        int count = count(in);
        List<MoveMessage.Run> runs = new ArrayList<>();
        long length = 0;
        long literal = 0;
        for (int i = 0; i < count; i++) {
            MoveMessage.Run run = new MoveMessage.Run(in.readInt(), in.readLong(), in.readInt());
            length += run.length();
            literal += run.isLiteral() ? run.length() : 0;
            if (run.file() < 0 || run.offset() < 0 || run.length() < 1 || length > CHUNK_BYTES) {
                throw fault("a part with " + run + " is none, or longer than " + CHUNK_BYTES + " bytes in all");
            }
            runs.add(run);
        }
        if (literal != bytes.available()) {
            throw fault(bytes.available() + " bytes follow, where " + literal + " were to");
        }
        return new MoveMessage.Rebuilt(path, offset, List.copyOf(runs), message, message.length - bytes.available());
    }

    private static TargetState state(DataInputStream in) throws IOException {
        String name = in.readUTF();
        for (TargetState state : TargetState.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        throw fault("no state has such a name");
    }

    private static List<MoveMessage.Part> parts(DataInputStream in) throws IOException {
        int count = count(in);
        List<MoveMessage.Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new MoveMessage.Part(in.readUTF(), in.readLong()));
        }
        return parts;
    }

    private static void texts(DataOutputStream out, Map<String, String> texts) throws IOException {
        out.writeInt(texts.size());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeUTF(text.getKey());
            out.writeUTF(text.getValue());
        }
    }

    private static Map<String, String> texts(DataInputStream in) throws IOException {
        int count = count(in);
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(in.readUTF(), in.readUTF());
        }
        return texts;
    }

    private static Map<String, Long> numbers(DataInputStream in) throws IOException {
        int count = count(in);
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            numbers.put(in.readUTF(), in.readLong());
        }
        return numbers;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_ENTRIES) {
            throw fault(count + " entries: must be from 0 to " + MAX_ENTRIES);
        }
        return count;
    }

    private static DunlinException fault(String why) {
        return new DunlinException(Reason.PROTOCOL, "no message of a migration: " + why);
    }
}
