package dev.dunlin.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The streams of a process.
 *
 * @param in standard input, unbuffered
 * @param out standard output, for data
 * @param err standard error, for everything else
 * @param terminal whether a person watches standard error; false where the system does not say
 */
record Stdio(InputStream in, Stdout out, PrintStream err, boolean terminal) {

    /** The streams of this process. */
    static Stdio system() {
        String output = openFile(1);
        boolean pipe = output.startsWith("pipe:") || output.startsWith("socket:");
        return new Stdio(
                new FileInputStream(FileDescriptor.in),
                new Stdout(new FileOutputStream(FileDescriptor.out), pipe),
                System.err,
                isTerminal(openFile(2)));
    }

    /** Says a line on standard error. */
    void say(String text) {
        err.println("dunlin: " + text);
    }

    private static boolean isTerminal(String file) {
        return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
    }

    /** What a descriptor stands for; empty on systems that do not say. */
    private static String openFile(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
