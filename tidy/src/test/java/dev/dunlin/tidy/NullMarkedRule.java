package dev.dunlin.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** STYLE 9 and 26: every package has a package-info, and it is {@code @NullMarked}. */
final class NullMarkedRule {

    private NullMarkedRule() {}

    static List<String> findings(List<Source> sources) {
        Map<String, Boolean> marked = new TreeMap<>();
        for (Source source : sources) {
            if (source.fileName().equals("module-info.java")) {
                continue;
            }
            marked.merge(source.module + ": package " + source.packageName(), marks(source), Boolean::logicalOr);
        }
        List<String> findings = new ArrayList<>();
        marked.forEach((name, ok) -> {
            if (!ok) {
                findings.add(name + " has no package-info with @NullMarked (rule 9)");
            }
        });
        return findings;
    }

    private static boolean marks(Source source) {
        return source.fileName().equals("package-info.java")
                && source.unit.getPackageAnnotations().stream()
                        .map(annotation -> annotation.getAnnotationType().toString())
                        .anyMatch(name -> name.equals("NullMarked") || name.endsWith(".NullMarked"));
    }
}
