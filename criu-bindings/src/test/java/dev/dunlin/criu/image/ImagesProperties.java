package dev.dunlin.criu.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.dunlin.criu.image.wire.Core;
import dev.dunlin.criu.image.wire.DumpStats;
import dev.dunlin.criu.image.wire.InetSocket;
import dev.dunlin.criu.image.wire.Inventory;
import dev.dunlin.criu.image.wire.Memory;
import dev.dunlin.criu.image.wire.MemoryArea;
import dev.dunlin.criu.image.wire.OpenFile;
import dev.dunlin.criu.image.wire.PagemapHead;
import dev.dunlin.criu.image.wire.PagemapRun;
import dev.dunlin.criu.image.wire.ProcessNode;
import dev.dunlin.criu.image.wire.RegularFile;
import dev.dunlin.criu.image.wire.Stats;
import dev.dunlin.criu.image.wire.TaskCore;
import dev.dunlin.criu.image.wire.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Images that are whole are read; those that are cut, garbled or hostile are one clear exception, or still images. */
final class ImagesProperties {

    private static final int COMMON = 0x54564319;
    private static final long STACK = 0x7ffd_0000_0000L;
    private static final Map<String, byte[]> IMAGES = images();
    private static final List<String> NAMES = List.copyOf(IMAGES.keySet());

    /** Buffers, exceptions and strings of one reading of all images, which are shorter than 16 KiB together. */
    private static final long MOST_TAKEN = 1 << 20;

    private static Path folder;

    @BeforeContainer
    static void write() throws IOException {
        folder = Files.createTempDirectory("images");
        for (Map.Entry<String, byte[]> image : IMAGES.entrySet()) {
            Files.write(folder.resolve(image.getKey()), image.getValue());
        }
    }

    @AfterContainer
    static void remove() throws IOException {
        for (String name : NAMES) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Property(tries = 1)
    void whatIsWholeIsRead() {
        Images images = Images.read(folder);

        assertThat(images.runId()).contains("9509730e");
        assertThat(images.processes())
                .containsExactly(new ProcessImage(
                        4711, 0, 4711, 2, "counter", List.of("counter", "--by", "1"), 3 * 4096, 2 * 4096));
        assertThat(images.sockets())
                .containsExactly(
                        new SocketImage("tcp", "ESTABLISHED", "127.0.0.1:7411", "10.0.0.2:40000"),
                        new SocketImage("unix", "LISTEN", "/run/counter", ""));
        assertThat(images.files()).containsExactly(new FileImage("/var/log/counter", true, 1234));
        assertThat(images.statistics().orElseThrow().frozen()).isEqualTo(Duration.ofMillis(11));
        assertThat(Images.pids(folder)).containsExactly(4711L);
    }

    @Property(tries = 400)
    void whatIsCutIsMalformedOrStillImages(
            @ForAll @IntRange(max = 1000) int which, @ForAll @IntRange(max = 4096) int at) throws IOException {
        String name = NAMES.get(which % NAMES.size());
        byte[] whole = IMAGES.get(name);
        readWith(name, Arrays.copyOf(whole, at % whole.length));
    }

    @Property(tries = 400)
    void whatIsGarbledIsMalformedOrStillImages(
            @ForAll @IntRange(max = 1000) int which,
            @ForAll @IntRange(max = 4096) int at,
            @ForAll byte value,
            @ForAll byte[] rest)
            throws IOException {
        String name = NAMES.get(which % NAMES.size());
        byte[] garbled = IMAGES.get(name).clone();
        garbled[at % garbled.length] = value;
        readWith(name, garbled);
        byte[] longer = Arrays.copyOf(garbled, garbled.length + rest.length);
        System.arraycopy(rest, 0, longer, garbled.length, rest.length);
        readWith(name, longer);
    }

    @Property(tries = 400)
    void aHostileLengthTakesNoMemory(@ForAll @IntRange(max = 1000) int which, @ForAll int length) throws IOException {
        String name = NAMES.get(which % NAMES.size());
        byte[] hostile = IMAGES.get(name).clone();
        if (hostile.length > 12 && !name.startsWith("pages")) {
            int at = name.startsWith("inventory") ? 4 : 8;
            ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putInt(at, length);
            readWith(name, hostile);
        }
    }

    @Property(tries = 1)
    void aLengthBeyondTheFileIsNamed() throws IOException {
        byte[] hostile = IMAGES.get("pstree.img").clone();
        ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putInt(8, Integer.MAX_VALUE);
        Path file = Files.write(folder.resolve("pstree.img"), hostile);
        try {
            assertThatThrownBy(() -> Images.read(folder))
                    .isInstanceOf(MalformedImageException.class)
                    .hasMessageContaining("2147483647 bytes")
                    .hasMessageContaining(file.toString());
        } finally {
            Files.write(file, IMAGES.get("pstree.img"));
        }
    }

    private static void readWith(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        long before = allocated();
        try {
            Images.read(folder);
        } catch (MalformedImageException e) {
            assertThat(e).hasMessageContaining(folder.toString());
        } finally {
            long taken = allocated() - before;
            Files.write(file, IMAGES.get(name));
            assertThat(taken)
                    .as("bytes taken for %s of %s bytes", name, content.length)
                    .isLessThan(MOST_TAKEN);
        }
    }

    /** What this thread has allocated so far, garbage included. */
    private static long allocated() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "getThreadAllocatedBytes",
                            new Object[] {Thread.currentThread().getId()},
                            new String[] {"long"});
        } catch (JMException e) {
            throw new AssertionError("this JVM does not tell what threads allocate", e);
        }
    }

    private static Map<String, byte[]> images() {
        byte[] command = "counter\0--by\0001\0".getBytes(StandardCharsets.UTF_8);
        byte[] pages = new byte[2 * 4096];
        // The command line stands across the border of two pages.
        System.arraycopy(command, 0, pages, 4096 - 3, command.length);
        long arguments = STACK + 4096 - 3;
        Map<String, byte[]> images = new LinkedHashMap<>();
        images.put("inventory.img", image(0x58313116, 0, inventory()));
        images.put("pstree.img", image(COMMON, 0x50273030, node()));
        images.put("core-4711.img", image(COMMON, 0x55053847, core()));
        images.put("mm-4711.img", image(COMMON, 0x57492820, memory(arguments, arguments + command.length)));
        images.put(
                "pagemap-4711.img",
                image(
                        COMMON,
                        0x56084025,
                        PagemapHead.newBuilder().setPagesId(1).build(),
                        PagemapRun.newBuilder()
                                .setAddress(STACK - 8192)
                                .setPages(1)
                                .setFlags(1)
                                .build(),
                        PagemapRun.newBuilder()
                                .setAddress(STACK)
                                .setPages(2)
                                .setFlags(4)
                                .build()));
        images.put("pages-1.img", pages);
        images.put("files.img", image(COMMON, 0x56303138, inet(), unix(), regular()));
        images.put("stats-dump", image(0x55105940, 0x57093306, stats()));
        return images;
    }

    private static MessageLite inventory() {
        return Inventory.newBuilder().setImageVersion(1).setRunId("9509730e").build();
    }

    private static MessageLite node() {
        return ProcessNode.newBuilder()
                .setPid(4711)
                .setGroup(4711)
                .setSession(4711)
                .addThreads(4711)
                .addThreads(4712)
                .build();
    }

    private static MessageLite core() {
        return Core.newBuilder()
                .setMachine(1)
                .setTask(TaskCore.newBuilder().setState(1).setName("counter"))
                .build();
    }

    private static MessageLite memory(long start, long end) {
        return Memory.newBuilder()
                .setArgumentsStart(start)
                .setArgumentsEnd(end)
                .addAreas(MemoryArea.newBuilder().setStart(STACK).setEnd(STACK + 3 * 4096))
                .build();
    }

    private static MessageLite inet() {
        return OpenFile.newBuilder()
                .setType(4)
                .setInet(InetSocket.newBuilder()
                        .setFamily(2)
                        .setProtocol(6)
                        .setState(1)
                        .setSourcePort(7411)
                        .setDestinationPort(40000)
                        .addSourceAddress(0x0100007f)
                        .addDestinationAddress(0x0200000a))
                .build();
    }

    private static MessageLite unix() {
        return OpenFile.newBuilder()
                .setType(5)
                .setUnix(UnixSocket.newBuilder().setState(10).setName(ByteString.copyFromUtf8("/run/counter\0")))
                .build();
    }

    private static MessageLite regular() {
        return OpenFile.newBuilder()
                .setType(1)
                .setRegular(
                        RegularFile.newBuilder().setFlags(1).setPosition(1234).setName("/var/log/counter"))
                .build();
    }

    private static MessageLite stats() {
        return Stats.newBuilder()
                .setDump(DumpStats.newBuilder().setFrozenTime(11_000))
                .build();
    }

    private static byte[] image(int family, int magic, MessageLite... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(number(family));
        if (magic != 0) {
            out.writeBytes(number(magic));
        }
        for (MessageLite message : messages) {
            out.writeBytes(number(message.getSerializedSize()));
            out.writeBytes(message.toByteArray());
        }
        return out.toByteArray();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
