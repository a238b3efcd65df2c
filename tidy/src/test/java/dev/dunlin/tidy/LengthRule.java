package dev.dunlin.tidy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** STYLE 21: lengths in lines of code. The limits only tighten. */
final class LengthRule implements Rule {

    static final int METHOD_MAX = 60;
    static final int METHOD_P95 = 25;
    static final int FILE_MAX = 400;
    static final int FILE_P95 = 200;

    @Override
    public List<String> findings(Source source) {
        List<String> findings = new ArrayList<>();
        if (source.codeLines() > FILE_MAX) {
            findings.add(
                    source.path + ": " + source.codeLines() + " lines of code, at most " + FILE_MAX + " (rule 21)");
        }
        for (Source.Span body : source.bodies()) {
            if (body.codeLines() > METHOD_MAX) {
                findings.add(source.path + ": " + body.name() + " has " + body.codeLines() + " lines of code, at most "
                        + METHOD_MAX + " (rule 21)");
            }
        }
        return findings;
    }

    static int methodP95(List<Source> sources) {
        return p95(methods(sources));
    }

    static int fileP95(List<Source> sources) {
        return p95(files(sources));
    }

    /** Those beyond the goal, the longest first. */
    static List<Source.Span> longestMethods(List<Source> sources) {
        return beyond(methods(sources), METHOD_P95);
    }

    /** Those beyond the goal, the longest first. */
    static List<Source.Span> longestFiles(List<Source> sources) {
        return beyond(files(sources), FILE_P95);
    }

    private static List<Source.Span> methods(List<Source> sources) {
        return sources.stream().flatMap(source -> source.bodies().stream()).toList();
    }

    private static List<Source.Span> files(List<Source> sources) {
        return sources.stream()
                .map(source -> new Source.Span(source.path, source.codeLines()))
                .toList();
    }

    private static List<Source.Span> beyond(List<Source.Span> spans, int goal) {
        return spans.stream()
                .filter(span -> span.codeLines() > goal)
                .sorted(Comparator.comparingInt(Source.Span::codeLines).reversed())
                .toList();
    }

    private static int p95(List<Source.Span> spans) {
        return p95(spans.stream().mapToInt(Source.Span::codeLines).toArray());
    }

    /** The smallest value that at least 95 of 100 do not exceed. */
    static int p95(int[] values) {
        if (values.length == 0) {
            return 0;
        }
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(sorted.length * 0.95) - 1];
    }
}
