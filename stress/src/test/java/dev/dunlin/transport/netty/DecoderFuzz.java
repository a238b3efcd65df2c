package dev.dunlin.transport.netty;

import com.sun.management.ThreadMXBean;
import dev.dunlin.session.Choices;
import dev.dunlin.session.FrameChoices;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Reads any bytes as a stream of frames, cut into pieces of any size: each is a frame, or the stream ends with a fault that
 * has a reason; what is read can be written and read again; and no more is allocated than a multiple of what came. A target
 * for a fuzzer: the first byte says how the stream is cut.
 */
public final class DecoderFuzz {

    private static final int MAX_FRAME_BYTES = 1 << 20;

    /** What may be allocated for each byte that came, and once. Measured: up to 60, and 4,000. */
    private static final long EACH_BYTES = 256;

    private static final long ONCE_BYTES = 256 << 10;

    private static final int MOST_PIECES = 64;
    private static final int MOST_TRIES = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private DecoderFuzz() {}

    /** Called by the fuzzer for each of its inputs. */
    public static void fuzzerTestOneInput(byte[] input) {
        long most = ONCE_BYTES + EACH_BYTES * input.length;
        long allocated = allocatedFor(input);
        // Again if it was too much: at first classes are loaded, and a fuzzer changes them.
        for (int i = 0; allocated > most && i < MOST_TRIES; i++) {
            allocated = allocatedFor(input);
        }
        if (allocated > most) {
            throw new AssertionError(allocated + " bytes allocated for an input of " + input.length);
        }
    }

    private static long allocatedFor(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            read(input);
        } catch (MalformedFrameException e) {
            if (e.reason() != CloseReason.PROTOCOL && e.reason() != CloseReason.FRAME_TOO_LARGE) {
                throw e;
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void read(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int cut = input[0] & 0xFF;
        int piece = cut == 0 ? input.length : Math.max(cut, input.length / MOST_PIECES);
        FrameAssembler assembler = new FrameAssembler(ALLOCATOR, MAX_FRAME_BYTES);
        FrameDecoder decoder = new FrameDecoder();
        try {
            for (int start = 1; start < input.length; start += piece) {
                int end = Math.min(input.length, start + piece);
                assembler.add(ALLOCATOR.directBuffer(end - start).writeBytes(input, start, end - start));
                while (assembler.advance()) {
                    again(decoder.decode(assembler.buffer(), assembler.index(), assembler.length()));
                }
            }
        } finally {
            assembler.release();
        }
    }

    /** Writes what was read, and reads it again. */
    private static void again(Frame frame) {
        ByteBuf out = Unpooled.buffer();
        try {
            QueuedFrame queued = FrameEncoder.measure(frame, Integer.MAX_VALUE);
            FrameEncoder.write(queued, out);
            if (out.readableBytes() != QueuedFrame.PREFIX_BYTES + queued.bytes()) {
                throw new AssertionError("measured otherwise than written: " + frame);
            }
            Frame same = new FrameDecoder().decode(out, QueuedFrame.PREFIX_BYTES, queued.bytes());
            if (same.getClass() != frame.getClass()) {
                throw new AssertionError(frame + " was read again as " + same);
            }
        } catch (UnsendableFrameException e) {
            throw new AssertionError("read, but cannot be sent: " + frame, e);
        } catch (MalformedFrameException e) {
            throw new AssertionError("read and written, but cannot be read again: " + frame, e);
        } catch (IllegalArgumentException e) {
            // A frame without messages may be read, and is the session's to refuse; nobody sends one.
        }
    }

    /** A stream of a few frames as they should be. */
    static byte[] sample(long seed) {
        byte[] bytes = new byte[200];
        new Random(seed).nextBytes(bytes);
        FrameChoices frames = new FrameChoices(new Choices(bytes));
        ByteBuf out = Unpooled.buffer().writeByte((int) seed);
        for (int i = 0; i < 3; i++) {
            try {
                FrameEncoder.write(FrameEncoder.measure(frames.next(), Integer.MAX_VALUE), out);
            } catch (IllegalArgumentException e) {
                // One without messages: nobody sends that.
            }
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    /** Writes samples for a fuzzer to begin with, into the folder that is named. */
    public static void main(String[] args) {
        try {
            Path folder = Files.createDirectories(Path.of(args[0]));
            for (int i = 0; i < 500; i++) {
                Files.write(folder.resolve("sample-" + i), sample(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
