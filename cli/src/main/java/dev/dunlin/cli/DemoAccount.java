package dev.dunlin.cli;

import java.util.ArrayList;
import java.util.List;

/** The words and tables of the demo: pure, at most 100 columns. */
final class DemoAccount {

    private DemoAccount() {}

    /** A span in seconds, with two digits after the point. */
    static String seconds(long millis) {
        long hundredths = Math.max(0, millis) / 10;
        String rest = Long.toString(hundredths % 100);
        return hundredths / 100 + (rest.length() == 1 ? ".0" : ".") + rest + " s";
    }

    /** A line of the story. */
    static String event(long millis, String text) {
        String time = seconds(millis);
        return " ".repeat(Math.max(0, 9 - time.length())) + time + "  " + text;
    }

    /** How many of the messages have each lifetime, in words. */
    static String lifetimes(List<DemoMessage> published, List<String> names) {
        List<String> parts = new ArrayList<>();
        for (int lifetime = 0; lifetime < names.size(); lifetime++) {
            parts.add(count(published, lifetime) + " live " + names.get(lifetime));
        }
        return String.join(", ", parts);
    }

    /** Who was given what. */
    static List<String> table(
            List<DemoMessage> published, List<DemoSight> sights, List<String> lifetimes, long begunMillis) {
        List<String> header = new ArrayList<>(List.of("  subscriber", "came at"));
        lifetimes.forEach(name -> header.add("live " + name));
        header.addAll(List.of("in all", "first", "last", "checksum"));
        Columns table = new Columns().row(header.toArray(String[]::new));
        for (DemoSight sight : sights) {
            table.row(cells(published, sight, lifetimes.size(), begunMillis));
        }
        return table.lines();
    }

    private static String[] cells(List<DemoMessage> published, DemoSight sight, int lifetimes, long begunMillis) {
        List<String> cells = new ArrayList<>(List.of("  " + sight.name(), seconds(sight.cameMillis() - begunMillis)));
        List<DemoMessage> seen = published.stream()
                .filter(message -> sight.given().stream().anyMatch(given -> given.sequence() == message.sequence()))
                .toList();
        for (int lifetime = 0; lifetime < lifetimes; lifetime++) {
            cells.add(Long.toString(count(seen, lifetime)));
        }
        List<DemoSight.Given> given = sight.given();
        cells.add(Integer.toString(given.size()));
        cells.add(given.isEmpty() ? "-" : Long.toString(given.get(0).sequence()));
        cells.add(
                given.isEmpty()
                        ? "-"
                        : Long.toString(given.get(given.size() - 1).sequence()));
        cells.add(sight.fingerprint());
        return cells.toArray(String[]::new);
    }

    private static long count(List<DemoMessage> messages, int lifetime) {
        return messages.stream()
                .filter(message -> message.lifetime() == lifetime)
                .count();
    }
}
