package dev.dunlin.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that this module stands in. */
final class Tree {

    /** The modules that are published; the rules hold for their main sources. */
    static final List<String> PUBLISHED = List.of(
            "core",
            "contracts",
            "transport-inmemory",
            "transport-netty",
            "codec-jackson",
            "codec-protobuf",
            "criu-bindings",
            "cli");

    static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .getParent();

    private Tree() {}

    /** The main sources of every published module. */
    static List<Source> mainSources() {
        List<Source> sources = new ArrayList<>();
        for (String module : PUBLISHED) {
            sources.addAll(sources(module, "src/main/java"));
        }
        return sources;
    }

    /** The sources of one module under one of its folders; none where the folder is missing. */
    static List<Source> sources(String module, String folder) {
        Path start = ROOT.resolve(module).resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> Source.parse(module, ROOT.relativize(file).toString(), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file that is, or would be, under version control. */
    static List<Path> files() {
        try {
            Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                    .directory(ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() == 0) {
                return Stream.of(listed.split("\0"))
                        .map(ROOT::resolve)
                        .filter(Files::isRegularFile)
                        .toList();
            }
        } catch (IOException e) {
            // No git on this machine: walk instead.
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while git listed the files", e);
        }
        return walked();
    }

    private static List<Path> walked() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(ROOT.relativize(file).toString().split("/"))
                            .noneMatch(part -> part.equals("target") || part.equals(".git")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
