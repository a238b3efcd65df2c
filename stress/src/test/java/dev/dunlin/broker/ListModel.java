package dev.dunlin.broker;

import java.util.ArrayList;
import java.util.List;

/** What a log with one reader and one reclaimer would answer if it were a list that everybody uses in turn. */
public final class ListModel {

    /** The answer where there is no message. */
    static final int NOTHING = -1;

    /** How many messages are in the log before the first that is counted here. */
    static final int FILLED = TopicLog.MIN_SEGMENT - 1;

    private final List<Integer> values = new ArrayList<>();
    private int position;
    private int reclaimed;

    /** Adds a message and gives its sequence. */
    public long publish(int value) {
        values.add(value);
        return (long) FILLED + values.size() - 1;
    }

    /** The reader's next message that was not reclaimed. */
    public int take() {
        position = Math.max(position, reclaimed);
        return position == values.size() ? NOTHING : values.get(position++);
    }

    /** The newest message. */
    public int newest() {
        return values.isEmpty() ? NOTHING : values.get(values.size() - 1);
    }

    /** Takes the oldest message away, and gives it. */
    public int reclaim() {
        return reclaimed == values.size() ? NOTHING : values.get(reclaimed++);
    }
}
