package dev.dunlin.cli;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a replica does wrong on purpose, so that a caller's ways with it can be seen. Immutable.
 *
 * @param diverges whether it answers otherwise than the others
 * @param slow how long it waits before it answers; zero for not at all
 * @param drop which share of its answers it does not send, from 0 to 1
 * @param crashAfter after how many executions it ends without a word, before it answers the last of them; 0 for never
 */
record Faults(boolean diverges, Duration slow, double drop, int crashAfter) {

    /** One that does all well. */
    static final Faults NONE = new Faults(false, Duration.ZERO, 0, 0);

    private static final String MEND = ": write none, diverge, slow:100ms, drop:0.3 or crash-after:5";
    private static final Duration SLOWEST = Duration.ofHours(1);
    private static final Pattern SHARE = Pattern.compile("[01](\\.[0-9]{1,9})?");
    private static final int MOST_DIGITS = 9;

    /**
     * Reads faults, each of which may be named once.
     *
     * @param texts {@code none}, {@code diverge}, {@code slow:SPAN}, {@code drop:SHARE}, {@code crash-after:COUNT}
     * @throws IllegalArgumentException if one is none of these, or is named twice
     */
    static Faults parse(List<String> texts) {
        Faults faults = NONE;
        Set<String> named = new HashSet<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            if (!named.add(name)) {
                throw new IllegalArgumentException("--fault " + text + ": " + name + " is named twice");
            }
            faults = faults.with(text, name, value);
        }
        if (named.contains("none") && named.size() > 1) {
            throw new IllegalArgumentException("--fault none: leave it out where there is another");
        }
        return faults;
    }

    private Faults with(String text, String name, String value) {
        boolean plain = text.equals(name);
        return switch (name) {
            case "none" -> plain ? this : malformed(text);
            case "diverge" -> plain ? new Faults(true, slow, drop, crashAfter) : malformed(text);
            case "slow" -> new Faults(diverges, span(text, value), drop, crashAfter);
            case "drop" -> new Faults(diverges, slow, share(text, value), crashAfter);
            case "crash-after" -> new Faults(diverges, slow, drop, count(text, value));
            default -> malformed(text);
        };
    }

    private static Duration span(String text, String value) {
        Duration span = Durations.parse(value);
        if (span.isZero() || span.isNegative() || span.compareTo(SLOWEST) > 0) {
            throw new IllegalArgumentException("--fault " + text + ": must be positive, 1h at most");
        }
        return span;
    }

    private static double share(String text, String value) {
        double share = SHARE.matcher(value).matches() ? Double.parseDouble(value) : -1;
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("--fault " + text + ": must be a share over 0 and up to 1, as drop:0.3");
        }
        return share;
    }

    private static int count(String text, String value) {
        boolean number = !value.isEmpty() && value.length() <= MOST_DIGITS && Digits.count(value) == value.length();
        int count = number ? Integer.parseInt(value) : 0;
        if (count < 1) {
            throw new IllegalArgumentException("--fault " + text + ": must be a number from 1, as crash-after:5");
        }
        return count;
    }

    private static Faults malformed(String text) {
        throw new IllegalArgumentException("--fault " + text + ": is none" + MEND);
    }
}
