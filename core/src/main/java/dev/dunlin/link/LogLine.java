package dev.dunlin.link;

/**
 * A line of a log: {@code event=closed peer=127.0.0.1:4711 reason=LOST detail="the peer closed without a goodbye"}. One line
 * whatever is put into it: some of it comes from strangers, who might otherwise write lines of their own. For one thread.
 */
public final class LogLine {

    private static final int LONGEST_VALUE = 300;

    private final StringBuilder text;

    private LogLine(String event) {
        this.text = new StringBuilder("event=").append(event);
    }

    /** Begins a line. */
    public static LogLine event(String event) {
        return new LogLine(event);
    }

    /** Adds a value under a name; quoted if it is not a plain word, cut if it is long. */
    public LogLine with(String name, Object value) {
        String word = value.toString();
        text.append(' ').append(name).append('=');
        if (isPlain(word)) {
            text.append(word);
        } else {
            quote(word);
        }
        return this;
    }

    /** Adds values, each after its name. */
    public LogLine withAll(Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            with(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return this;
    }

    private static boolean isPlain(String word) {
        return !word.isEmpty()
                && word.length() <= LONGEST_VALUE
                && word.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\');
    }

    private void quote(String word) {
        text.append('"');
        int length = Math.min(word.length(), LONGEST_VALUE);
        for (int i = 0; i < length; i++) {
            char c = word.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append(length < word.length() ? "...\"" : "\"");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
