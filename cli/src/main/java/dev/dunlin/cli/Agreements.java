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
        switch (text) {
            case "first":
                return Agreement.first();
            case "majority":
                return Agreement.majority();
            case "all":
                return Agreement.all();
            default:
                if (text.isEmpty() || text.length() > MOST_DIGITS || Digits.count(text) != text.length()) {
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is no agreement: write first, majority, all, or how many, as 2");
                }
                return Agreement.atLeast(Integer.parseInt(text));
        }
    }
}
