package dev.dunlin.simulation;

import dev.dunlin.transport.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws a trace: hosts side by side, time downwards, an arrow for what was sent; heartbeats are left out. Of a long run the
 * end is drawn, where failures are, and it is said that there was more before.
 */
final class SequenceDiagram {

    /** More than this no person looks at. */
    private static final int MAX_LINES = 400;

    private static final int COLUMN = 240;
    private static final int ROW = 22;
    private static final int TOP = 56;
    private static final int TIMES = 110;
    private static final int LABEL = 46;

    private final Trace trace;
    private final List<TraceEvent> shown;

    /** How many events before those are not drawn; heartbeats are not counted among those that were kept. */
    private final long before;

    private final Map<String, Integer> columns = new LinkedHashMap<>();

    SequenceDiagram(Trace trace) {
        this.trace = trace;
        boolean all = trace.leftOut() == 0;
        List<TraceEvent> worth = (all ? trace.events() : trace.last())
                .stream().filter(SequenceDiagram::isWorthALine).toList();
        this.shown = worth.subList(Math.max(0, worth.size() - MAX_LINES), worth.size());
        this.before = (all ? worth.size() : trace.events().size() + trace.leftOut()) - shown.size();
        for (TraceEvent event : shown) {
            if (event instanceof TraceEvent.Sent sent) {
                column(sent.passage().from());
                column(sent.passage().to());
            } else if (event instanceof TraceEvent.Note note) {
                column(note.host());
            }
        }
    }

    /** Heartbeats say nothing, unless one is lost. */
    private static boolean isWorthALine(TraceEvent event) {
        return !(event instanceof TraceEvent.Sent sent)
                || !(sent.passage().frame() instanceof Frame.Ping
                        || sent.passage().frame() instanceof Frame.Pong)
                || !arrives(sent);
    }

    String mermaid() {
        StringBuilder text = new StringBuilder("sequenceDiagram\n");
        columns.keySet()
                .forEach(host -> text.append("    participant ")
                        .append(alias(host))
                        .append(" as ")
                        .append(host)
                        .append('\n'));
        if (before > 0 && !columns.isEmpty()) {
            text.append("    Note over h0: ").append(left()).append('\n');
        }
        for (TraceEvent event : shown) {
            if (event instanceof TraceEvent.Sent sent) {
                text.append("    ")
                        .append(alias(sent.passage().from()))
                        .append(arrives(sent) ? "->>" : "-x")
                        .append(alias(sent.passage().to()))
                        .append(": ")
                        .append(plain(caption(sent)))
                        .append('\n');
            } else if (event instanceof TraceEvent.Note note) {
                text.append("    Note over ")
                        .append(alias(note.host()))
                        .append(": ")
                        .append(plain(note.text()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    String svg() {
        int width = TIMES + columns.size() * COLUMN;
        int height = TOP + (shown.size() + 2) * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n"
                        + "<title>Trace %s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<defs><marker id=\"a\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\">"
                        + "<path d=\"M0,0L8,4L0,8z\" fill=\"#246\"/></marker></defs>%n",
                width,
                height,
                width,
                height,
                trace.hash()));
        columns.forEach((host, column) -> lifeline(svg, host, column, height));
        int y = TOP;
        if (before > 0) {
            text(svg, TIMES, y, "start", "#666", left());
        }
        for (TraceEvent event : shown) {
            y += ROW;
            row(svg, event, y);
        }
        return svg.append("</svg>\n").toString();
    }

    private String left() {
        return "... " + before + " events before these, which are the last";
    }

    private void lifeline(StringBuilder svg, String host, int column, int height) {
        int x = centre(column);
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#bbb\" stroke-dasharray=\"3 3\"/>%n",
                x,
                TOP - 18,
                x,
                height - ROW));
        svg.append("<g font-size=\"14\" font-weight=\"bold\">");
        text(svg, x, TOP - 26, "middle", "#123", host);
        svg.append("</g>\n");
    }

    private void row(StringBuilder svg, TraceEvent event, int y) {
        text(svg, 8, y, "start", "#888", String.format(Locale.ROOT, "%.6f s", event.atNanos() / 1e9));
        if (event instanceof TraceEvent.Note note) {
            text(svg, centre(column(note.host())), y, "middle", "#a40", note.text());
        } else if (event instanceof TraceEvent.Sent sent) {
            arrow(svg, sent, y);
        }
    }

    private void arrow(StringBuilder svg, TraceEvent.Sent sent, int y) {
        int from = centre(column(sent.passage().from()));
        int to = centre(column(sent.passage().to()));
        boolean arrives = arrives(sent);
        int end = from == to ? from + 30 : arrives ? to : (from + to) / 2;
        String colour = arrives ? sent.verdict() instanceof Verdict.Pass ? "#246" : "#b70" : "#c22";
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"%s/>%n",
                from,
                y,
                end,
                y,
                colour,
                arrives ? " marker-end=\"url(#a)\"" : ""));
        if (!arrives) {
            text(svg, end, y + 4, "middle", colour, "\u2715");
        }
        text(svg, (from + to) / 2, y - 4, "middle", "#222", caption(sent));
    }

    private static String caption(TraceEvent.Sent sent) {
        String label = sent.label();
        String text = label.length() > LABEL ? label.substring(0, LABEL - 1) + "\u2026" : label;
        return sent.verdict() instanceof Verdict.Pass ? text : text + " [" + Verdict.word(sent.verdict()) + "]";
    }

    private static boolean arrives(TraceEvent.Sent sent) {
        return !Lane.isLost(sent.verdict());
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">", x, y, anchor, colour));
        svg.append(escaped(text)).append("</text>\n");
    }

    /** As XML takes it, which takes no control characters and no halves of characters, not even escaped. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                default -> {
                    if (Character.isISOControl(point) || half || (point & 0xfffe) == 0xfffe) {
                        safe.append(String.format(Locale.ROOT, "\\u%04x", point));
                    } else {
                        safe.appendCodePoint(point);
                    }
                }
            }
        });
        return safe.toString();
    }

    private int column(String host) {
        return columns.computeIfAbsent(host, key -> columns.size());
    }

    private static int centre(int column) {
        return TIMES + column * COLUMN + COLUMN / 2;
    }

    /** Names that Mermaid takes. */
    private String alias(String host) {
        return "h" + column(host);
    }

    private static String plain(String text) {
        return text.replace(';', ',').replace('#', ' ').replaceAll("\\p{Cntrl}", " ");
    }
}
