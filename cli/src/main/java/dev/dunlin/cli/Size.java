package dev.dunlin.cli;

/**
 * An amount of memory as people write it: {@code 4096}, {@code 64KiB}, {@code 64MiB}, {@code 2GiB}, {@code 10MB}.
 *
 * @param bytes how much, not negative
 */
record Size(long bytes) {

    private static final String MEND = ": write 4096, 64KiB, 16MiB, 2GiB or 10MB";

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException if it is none, or over {@link Long#MAX_VALUE}
     */
    static Size parse(String text) {
        int digits = Digits.count(text);
        if (digits == 0 || digits > 18) {
            throw new IllegalArgumentException("\"" + text + "\" is no size" + MEND);
        }
        long unit = unit(text, text.substring(digits));
        try {
            return new Size(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is more than any machine has" + MEND, e);
        }
    }

    /** Writes an amount in the largest binary unit that it fills, to a tenth. */
    static String format(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        if (bytes < 1 << 20) {
            return tenths(bytes, 1 << 10) + " KiB";
        }
        return bytes < 1 << 30 ? tenths(bytes, 1 << 20) + " MiB" : tenths(bytes, 1 << 30) + " GiB";
    }

    private static String tenths(long bytes, long unit) {
        long whole = bytes / unit;
        long tenth = bytes % unit * 10 / unit;
        return tenth == 0 ? Long.toString(whole) : whole + "." + tenth;
    }

    private static long unit(String text, String unit) {
        return switch (unit) {
            case "", "B" -> 1;
            case "K", "KiB" -> 1 << 10;
            case "M", "MiB" -> 1 << 20;
            case "G", "GiB" -> 1 << 30;
            case "T", "TiB" -> 1L << 40;
            case "kB", "KB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "TB" -> 1_000_000_000_000L;
            default -> throw new IllegalArgumentException("\"" + text + "\" is no size" + MEND);
        };
    }
}
