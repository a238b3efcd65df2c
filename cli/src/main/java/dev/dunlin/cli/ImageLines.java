package dev.dunlin.cli;

import dev.dunlin.criu.Manifest;
import dev.dunlin.criu.image.FileImage;
import dev.dunlin.criu.image.Images;
import dev.dunlin.criu.image.ProcessImage;
import dev.dunlin.criu.image.SocketImage;
import java.util.ArrayList;
import java.util.List;

/** What a checkpoint holds, as lines or as an object. */
final class ImageLines {

    private ImageLines() {}

    static List<String> list(Manifest manifest, Images images) {
        List<String> lines = new ArrayList<>();
        lines.add("taken " + manifest.taken() + " by criu " + manifest.host().criu() + " on Linux "
                + manifest.host().kernel() + " (" + manifest.host().architecture() + "), process left "
                + manifest.afterwards().name().toLowerCase(java.util.Locale.ROOT));
        lines.add(manifest.images().size() + " images, " + Size.format(manifest.imageBytes()) + "; "
                + manifest.files().size() + " files are guarded by their checksums");
        lines.add("");
        Columns processes = new Columns().row("PID", "PARENT", "THREADS", "MAPPED", "STORED", "NAME");
        for (ProcessImage process : images.processes()) {
            processes.row(
                    Long.toString(process.pid()),
                    Long.toString(process.parent()),
                    Integer.toString(process.threads()),
                    Size.format(process.mappedBytes()),
                    Size.format(process.storedBytes()),
                    process.name());
        }
        lines.addAll(processes.lines());
        lines.add("");
        images.processes()
                .forEach(process -> lines.add(process.pid() + ": " + printable(String.join(" ", process.command()))));
        sockets(images, lines);
        files(images, lines);
        return lines;
    }

    private static void sockets(Images images, List<String> lines) {
        if (!images.sockets().isEmpty()) {
            lines.add("");
            Columns sockets = new Columns().row("SOCKET", "STATE", "LOCAL", "REMOTE");
            for (SocketImage socket : images.sockets()) {
                sockets.row(socket.protocol(), socket.state(), printable(socket.local()), printable(socket.remote()));
            }
            lines.addAll(sockets.lines());
        }
    }

    private static void files(Images images, List<String> lines) {
        lines.add("");
        for (FileImage file : images.files()) {
            lines.add((file.writable() ? "rw  " : "r   ") + printable(file.path()));
        }
    }

    static JsonObject object(Manifest manifest, Images images) {
        return new JsonObject()
                .put("pid", manifest.pid())
                .put("taken", manifest.taken().toString())
                .put("afterwards", manifest.afterwards().name())
                .put("criu", manifest.host().criu())
                .put("kernel", manifest.host().kernel())
                .put("architecture", manifest.host().architecture())
                .put("imageBytes", manifest.imageBytes())
                .putObjects(
                        "processes",
                        images.processes().stream().map(ImageLines::process).toList())
                .putObjects(
                        "sockets",
                        images.sockets().stream().map(ImageLines::socket).toList())
                .putObjects(
                        "files",
                        images.files().stream()
                                .map(file -> new JsonObject()
                                        .put("path", file.path())
                                        .put("writable", file.writable())
                                        .put("position", file.position()))
                                .toList());
    }

    private static JsonObject process(ProcessImage process) {
        return new JsonObject()
                .put("pid", process.pid())
                .put("parent", process.parent())
                .put("session", process.session())
                .put("threads", process.threads())
                .put("name", process.name())
                .putTexts("command", process.command())
                .put("mappedBytes", process.mappedBytes())
                .put("storedBytes", process.storedBytes());
    }

    private static JsonObject socket(SocketImage socket) {
        return new JsonObject()
                .put("protocol", socket.protocol())
                .put("state", socket.state())
                .put("local", socket.local())
                .put("remote", socket.remote());
    }

    /** Images may come from anywhere: what would steer a terminal is not written to one. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
