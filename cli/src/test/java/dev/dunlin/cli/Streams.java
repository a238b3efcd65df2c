package dev.dunlin.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The streams of a command that runs inside the test. */
final class Streams {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Stdio stdio;

    Streams(String in, boolean terminal) {
        this(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), terminal);
    }

    Streams(InputStream in, boolean terminal) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.stdio = new Stdio(in, new Stdout(out, false), errors, terminal);
    }

    Stdio stdio() {
        return stdio;
    }

    int run(String... args) {
        return Main.run(args, stdio, new Signals());
    }

    byte[] outBytes() {
        return out.toByteArray();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
