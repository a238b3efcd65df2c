package dev.dunlin.benchmarks;

import java.util.Locale;

/** A picture as text, put together from the top; the same calls give the same text. Used by one thread. */
final class Svg {

    /** Where a text stands to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    static final String INK = "#24292f";
    static final String FAINT = "#8c959f";

    private final int width;
    private final StringBuilder body = new StringBuilder();

    Svg(int width) {
        this.width = width;
    }

    void rectangle(double x, double y, double wide, double high, String colour) {
        body.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
                .formatted(number(x), number(y), number(wide), number(high), colour));
    }

    void line(double fromX, double fromY, double toX, double toY, String colour) {
        body.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>\n"
                .formatted(number(fromX), number(fromY), number(toX), number(toY), colour));
    }

    void dot(double x, double y, String colour) {
        body.append("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>\n".formatted(number(x), number(y), colour));
    }

    void text(double x, double y, Anchor anchor, String colour, String text) {
        body.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n"
                .formatted(number(x), number(y), anchor.name().toLowerCase(Locale.ROOT), colour, escaped(text)));
    }

    void heading(double x, double y, String text) {
        body.append("<text x=\"%s\" y=\"%s\" font-weight=\"bold\" fill=\"%s\">%s</text>\n"
                .formatted(number(x), number(y), INK, escaped(text)));
    }

    /** The whole, so high. */
    String document(int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" \
                font-family="sans-serif" font-size="12">
                <rect width="%s" height="%s" fill="#ffffff"/>
                %s</svg>
                """.formatted(width, height, width, height, width, height, body);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
