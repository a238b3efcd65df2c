package dev.dunlin.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that a run measured, for programs to read. */
final class Report {

    private Report() {}

    static String json(Plan plan, Machine machine, Map<Row, List<Summary>> results) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("mode", plan.mode());
        report.put("rounds", plan.rounds());
        report.put("warmUpMillis", plan.warmUp().toMillis());
        report.put("lapMillis", plan.lap().toMillis());
        report.put("windowMillis", plan.window().toMillis());
        report.put("date", machine.date().toString());
        report.put("system", machine.system());
        report.put("architecture", machine.architecture());
        report.put("cores", machine.cores());
        report.put("memoryBytes", machine.memoryBytes());
        report.put("jdk", machine.jdk());
        report.put(
                "rows",
                results.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
        return Json.of(report);
    }

    private static Map<String, Object> row(Row row, List<Summary> summaries) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", row.name());
        fields.put("title", row.title());
        fields.put("unit", row.unit());
        fields.put("better", row.better().name().toLowerCase(Locale.ROOT));
        fields.put(
                "cells",
                summaries.stream().map(summary -> cell(row, summary, summaries)).toList());
        return fields;
    }

    private static Map<String, Object> cell(Row row, Summary summary, List<Summary> all) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", summary.cell().label());
        fields.put("setting", summary.cell().setting());
        Cell.Point point = summary.cell().point();
        if (point != null) {
            fields.put("axis", point.axis());
            fields.put("series", point.series());
            fields.put("at", point.at());
        }
        summary.missing().ifPresent(gap -> fields.put("missing", gap));
        if (!summary.failures().isEmpty()) {
            fields.put("failures", summary.failures());
        }
        if (summary.isMeasured()) {
            fields.put("median", summary.median());
            fields.put("lowest", summary.lowest());
            fields.put("highest", summary.highest());
            fields.put("samples", summary.samples());
            Map<String, Object> ratios = new LinkedHashMap<>();
            row.references()
                    .forEach(reference ->
                            Table.ratio(summary, reference, all).ifPresent(ratio -> ratios.put(reference, ratio)));
            fields.put("ratios", ratios);
            fields.put("notes", summary.notes());
        }
        return fields;
    }
}
