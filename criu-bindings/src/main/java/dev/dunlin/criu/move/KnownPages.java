package dev.dunlin.criu.move;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which part of a piece of pages the target has, and where; the rest is sent as it is. For one thread. */
final class KnownPages {

    private static final int PAGE = PageIndex.PAGE_BYTES;

    private final List<MoveMessage.Run> runs = new ArrayList<>();

    private KnownPages() {}

    /**
     * Splits a piece.
     *
     * @param offset where it begins in its file, whose pages begin at multiples of their length
     */
    static List<MoveMessage.Run> runs(PageIndex index, byte[] bytes, int from, int length, long offset) {
        KnownPages pages = new KnownPages();
        int at = (int) Math.min(length, (PAGE - offset % PAGE) % PAGE);
        pages.literal(at);
        while (length - at >= PAGE) {
            long found = index.find(bytes, from + at);
            if (found == 0) {
                pages.literal(PAGE);
            } else {
                pages.known(PageIndex.place(found));
            }
            at += PAGE;
        }
        pages.literal(length - at);
        return pages.runs;
    }

    private void literal(int length) {
        MoveMessage.Run last = last();
        if (last != null && last.isLiteral()) {
            runs.set(runs.size() - 1, new MoveMessage.Run(0, 0, last.length() + length));
        } else if (length > 0) {
            runs.add(new MoveMessage.Run(0, 0, length));
        }
    }

    private void known(PageIndex.Place place) {
        MoveMessage.Run last = last();
        if (last != null && last.file() == place.file() && last.offset() + last.length() == place.offset()) {
            runs.set(runs.size() - 1, new MoveMessage.Run(last.file(), last.offset(), last.length() + PAGE));
        } else {
            runs.add(new MoveMessage.Run(place.file(), place.offset(), PAGE));
        }
    }

    private MoveMessage.@Nullable Run last() {
        return runs.isEmpty() ? null : runs.get(runs.size() - 1);
    }
}
