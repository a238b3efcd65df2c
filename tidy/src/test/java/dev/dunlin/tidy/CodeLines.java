package dev.dunlin.tidy;

import java.util.BitSet;

/** Which lines of a Java source, counted from one, hold more than blanks and comments. */
final class CodeLines {

    private final String text;
    private final BitSet lines = new BitSet();
    private int at;
    private int line = 1;

    private CodeLines(String text) {
        this.text = text;
    }

    static BitSet of(String text) {
        CodeLines scan = new CodeLines(text);
        while (scan.at < text.length()) {
            scan.step();
        }
        return scan.lines;
    }

    private void step() {
        if (text.startsWith("//", at)) {
            skipTo(text.indexOf('\n', at), 0);
        } else if (text.startsWith("/*", at)) {
            skipTo(text.indexOf("*/", at + 2), 2);
        } else if (text.startsWith("\"\"\"", at)) {
            literal("\"\"\"");
        } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
            literal(text.substring(at, at + 1));
        } else {
            one(false);
        }
    }

    private void skipTo(int end, int beyond) {
        int stop = end < 0 ? text.length() : end + beyond;
        for (; at < stop; at++) {
            if (text.charAt(at) == '\n') {
                line++;
            }
        }
    }

    private void literal(String quote) {
        for (int i = 0; i < quote.length(); i++) {
            one(true);
        }
        while (at < text.length() && !text.startsWith(quote, at)) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                one(true);
            }
            one(true);
        }
        for (int i = 0; i < quote.length() && at < text.length(); i++) {
            one(true);
        }
    }

    private void one(boolean inLiteral) {
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
        } else if (inLiteral || !Character.isWhitespace(c)) {
            lines.set(line);
        }
    }
}
