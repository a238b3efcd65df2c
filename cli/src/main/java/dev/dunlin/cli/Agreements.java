package dev.dunlin.cli;

import dev.dunlin.call.Agreement;

/** How many replicas must agree, as people write it: {@code first}, {@code majority}, {@code all}, or a number. */
final class Agreements {

    private static final int MOST_DIGITS = 9;

    private Agreements() {}

    /**
     * Reads an agreement.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Agreement parse(String text) {
        return switch (text) {
            case "first" -> Agreement.first();
            case "majority" -> Agreement.majority();
            case "all" -> Agreement.all();
            default -> Agreement.atLeast(count(text));
        };
    }

    private static int count(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS || Digits.count(text) != text.length()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no agreement: write first, majority, all, or how many, as 2");
        }
        return Integer.parseInt(text);
    }
}
