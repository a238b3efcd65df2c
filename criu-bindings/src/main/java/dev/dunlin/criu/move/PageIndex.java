package dev.dunlin.criu.move;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds pages of memory by what is in them: where in the files that the target has already is a page of the same bytes? So it
 * does not matter to which address a page belongs, or whether it has moved. Two pages are taken for the same if 128 bits made
 * of them are: should that ever be wrong, what is rebuilt from it does not have the sum that was sent with it, and is refused.
 * Some twenty bytes for each page. For one thread.
 */
final class PageIndex {

    static final int PAGE_BYTES = 4096;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0xc2b2ae3d27d4eb4fL;
    private static final int FIRST_TURN = 29;
    private static final int SECOND_TURN = 37;
    private static final int FEWEST = 1 << 12;
    private static final int PAGE_BITS = 40;

    private long[] high = new long[FEWEST];
    private long[] low = new long[FEWEST];
    private long[] places = new long[FEWEST]; // 0 if none
    private int size;
    private long askedHigh;
    private long askedLow;

    /**
     * Where a page is.
     *
     * @param file the number of the file, from 1
     * @param offset where it begins there
     */
    record Place(int file, long offset) {}

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Looks for a page.
     *
     * @return what {@link #place} reads, or 0 if there is none of the same content
     */
    long find(byte[] bytes, int at) {
        sum(bytes, at);
        int mask = places.length - 1;
        for (int slot = (int) askedLow & mask; places[slot] != 0; slot = slot + 1 & mask) {
            if (low[slot] == askedLow && high[slot] == askedHigh) {
                return places[slot];
            }
        }
        return 0;
    }

    /** Adds the page that was asked for last and was not there. */
    void add(int file, long offset) {
        if (2 * (size + 1) > places.length) {
            grow();
        }
        put(askedHigh, askedLow, (long) file << PAGE_BITS | offset / PAGE_BYTES);
        size++;
    }

    static Place place(long found) {
        return new Place((int) (found >>> PAGE_BITS), (found & (1L << PAGE_BITS) - 1) * PAGE_BYTES);
    }

    private void put(long newHigh, long newLow, long place) {
        int mask = places.length - 1;
        int slot = (int) newLow & mask;
        while (places[slot] != 0) {
            slot = slot + 1 & mask;
        }
        high[slot] = newHigh;
        low[slot] = newLow;
        places[slot] = place;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldPlaces = places;
        int length = Math.multiplyExact(2, oldPlaces.length);
        high = new long[length];
        low = new long[length];
        places = new long[length];
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != 0) {
                put(oldHigh[i], oldLow[i], oldPlaces[i]);
            }
        }
    }

    /** Two sums side by side, so that the processor has something to do while it multiplies. */
    private void sum(byte[] bytes, int at) {
        long one = FIRST;
        long other = SECOND;
        for (int i = at; i < at + PAGE_BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            one = Long.rotateLeft(one ^ word, FIRST_TURN) * FIRST;
            other = Long.rotateLeft(other ^ word, SECOND_TURN) * SECOND;
        }
        askedHigh = (one ^ one >>> 32) * SECOND;
        long mixed = (other ^ other >>> 29) * FIRST;
        askedLow = mixed ^ mixed >>> 32;
    }
}
