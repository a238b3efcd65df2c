package dev.dunlin.tidy;

import java.util.List;
import java.util.regex.Pattern;

/** STYLE 31: a test drives the clock or awaits a condition; it does not sleep. */
final class SleepRule implements Rule {

    private static final Pattern SLEEP = Pattern.compile("(?:Thread|TimeUnit|[A-Z_]+)\\.sleep");

    @Override
    public List<String> findings(Source source) {
        return Calls.in(source).stream()
                .filter(use -> SLEEP.matcher(use.name()).matches())
                .map(use -> source.at(use.tree()) + ": " + use.name() + " in a test (rule 31)")
                .toList();
    }
}
