package dev.dunlin.session;

import org.jspecify.annotations.Nullable;

/**
 * Publishes that were sent and not answered, oldest first. For one thread.
 *
 * <p>A list by links in the receipts, not an array: a window's array is long and old, and a reference stored into an old array
 * costs the collector's barrier, for each publish.
 */
final class Unanswered {

    private @Nullable RemoteReceipt first;
    private @Nullable RemoteReceipt last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The oldest, or null if there is none. */
    @Nullable
    RemoteReceipt peek() {
        return first;
    }

    /** Puts one behind the others. It must not be in any of these lists. */
    void add(RemoteReceipt receipt) {
        RemoteReceipt before = last;
        if (before == null) {
            first = receipt;
        } else {
            before.follow(receipt);
        }
        last = receipt;
        size++;
    }

    /** Takes the oldest out, or gives null if there is none. */
    @Nullable
    RemoteReceipt poll() {
        RemoteReceipt oldest = first;
        if (oldest != null) {
            first = oldest.next();
            oldest.follow(null);
            size--;
            if (first == null) {
                last = null;
            }
        }
        return oldest;
    }

    /** Moves all of another to the end of this. */
    void addAll(Unanswered others) {
        for (RemoteReceipt receipt = others.poll(); receipt != null; receipt = others.poll()) {
            add(receipt);
        }
    }

    /** What the oldest take up in the window together, in bytes. */
    long costOfOldest(int count) {
        long bytes = 0;
        RemoteReceipt receipt = first;
        for (int i = 0; i < count && receipt != null; i++) {
            bytes += receipt.cost();
            receipt = receipt.next();
        }
        return bytes;
    }
}
