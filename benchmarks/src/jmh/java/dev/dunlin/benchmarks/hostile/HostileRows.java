package dev.dunlin.benchmarks.hostile;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.util.List;

/** What strangers cost others. */
public final class HostileRows {

    private HostileRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(new Row(
                "hostile",
                "latency of others while strangers attack: the 99th percentile then over that before, 2,000 messages/s",
                "times",
                Better.LOWER,
                List.of(
                        cell("nobody", "the same without an attack: how much the measure itself varies", "nothing"),
                        cell("HTTP and noise", "500 connections a second that send it", "noise"),
                        cell("connect and disconnect", "1,000 a second", "churn"),
                        cell("half a Hello", "500 connections a second, 1,000 kept open", "silence"),
                        cell("2 GiB prefix", "500 connections a second that announce a frame of 2 GiB", "prefix"),
                        cell("idle connections", "2,000 that have said Hello and say nothing more", "idle"),
                        cell(
                                "half open",
                                "500 connections a second that vanish without a word, 1,000 at a time",
                                "halfopen"),
                        cell("tiny frames", "100,000 pings a second on one connection, the answers taken", "tiny"),
                        cell("never reads", "the same, the answers not taken, again after each end", "deaf")),
                List.of()));
    }

    private static Cell cell(String label, String setting, String attack) {
        return new Cell(label, setting, new HostileLaunch(attack));
    }
}
