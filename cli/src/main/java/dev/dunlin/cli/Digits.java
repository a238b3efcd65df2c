package dev.dunlin.cli;

/** The digits at the start of a text. */
final class Digits {

    private Digits() {}

    /** How many of the first characters are the digits 0 to 9. */
    static int count(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }
}
