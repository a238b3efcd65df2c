package dev.dunlin.datagram;

import dev.dunlin.transport.CloseReason;
import java.util.List;
import java.util.Objects;

/**
 * What crosses a datagram network: on its own, and with no promise that it arrives, arrives once, or arrives in order. A
 * network may carry packets by reference, or as bytes. Immutable.
 *
 * <p>Both ends of a connection draw a number for it at random. Each packet bears the number that its receiver has drawn, so
 * that one which is late, of a connection that is no more, is not taken for one of another.
 */
public sealed interface Packet {

    /** What each packet counts against the receiver's window besides its pieces, in bytes. */
    int OVERHEAD_BYTES = 64;

    /** How many ranges an {@link Acknowledge} names at most. */
    int MAX_RANGES = 32;

    /** How long the detail of a {@link Break} is at most, in bytes of UTF-8. */
    int MAX_DETAIL_BYTES = 512;

    /**
     * About how many bytes it takes as bytes, with its headers: what a network with a bandwidth counts.
     */
    int bytes();

    /**
     * Somebody wants a connection. Repeated until it is answered.
     *
     * @param from what the sender has drawn for it, not 0
     * @param cookie what a {@link Challenge} gave, or 0
     * @param limit how much the sender takes, as in {@link Data}
     */
    record Open(long from, long cookie, long limit) implements Packet {
        @Override
        public int bytes() {
            return 29;
        }
    }

    /**
     * Asks whoever wants a connection to show that it can be reached where it says it is. Whoever sends it keeps nothing.
     *
     * @param to what the receiver has drawn
     * @param cookie what it is to repeat in its {@link Open}, not 0
     */
    record Challenge(long to, long cookie) implements Packet {
        @Override
        public int bytes() {
            return 21;
        }
    }

    /**
     * The connection is to be had. It is made when the first packet to {@code from} comes.
     *
     * @param to what the receiver has drawn
     * @param from what the sender has drawn, not 0
     * @param limit how much the sender takes, as in {@link Data}
     */
    record Accept(long to, long from, long limit) implements Packet {
        @Override
        public int bytes() {
            return 29;
        }
    }

    /**
     * A part of what a connection carries.
     *
     * @param to what the receiver has drawn
     * @param number counts the sender's packets of this kind, from 1; the same each time that one is sent
     * @param last whether nothing follows: the sender has closed
     * @param next all packets below this number have come to the sender
     * @param limit how much the sender takes in all: the {@linkplain #cost cost} of all packets from the first on. Never less
     *     than it was
     * @param pieces what is carried; may be empty if it is the last
     */
    record Data(long to, long number, boolean last, long next, long limit, List<Piece> pieces) implements Packet {

        /** What it takes but for its pieces, in bytes. */
        public static final int HEADER_BYTES = 38;

        /** Copies the pieces. */
        public Data {
            pieces = List.copyOf(pieces);
        }

        @Override
        public int bytes() {
            return HEADER_BYTES + cost() - OVERHEAD_BYTES;
        }

        /** What it counts against the receiver's window, in bytes. */
        public int cost() {
            int bytes = OVERHEAD_BYTES;
            for (Piece piece : pieces) {
                bytes += piece.bytes();
            }
            return bytes;
        }
    }

    /**
     * What has come.
     *
     * @param to what the receiver has drawn
     * @param next all packets below this number have come
     * @param limit as in {@link Data}
     * @param asks whether an answer of this kind is wanted
     * @param beyond what has come beyond {@code next}, from below, apart from each other; at most {@link #MAX_RANGES}
     */
    record Acknowledge(long to, long next, long limit, boolean asks, List<Range> beyond) implements Packet {

        /** Copies the ranges. */
        public Acknowledge {
            beyond = List.copyOf(beyond);
        }

        @Override
        public int bytes() {
            return 31 + 8 * beyond.size();
        }
    }

    /**
     * Numbers that follow each other.
     *
     * @param first the first
     * @param last the last, not below the first
     */
    record Range(long first, long last) {}

    /**
     * The connection is at its end, at once.
     *
     * @param to what the receiver has drawn
     * @param reason why
     * @param detail the same in words
     */
    record Break(long to, CloseReason reason, String detail) implements Packet {

        /** Checks that all is given. */
        public Break {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }

        @Override
        public int bytes() {
            return 16 + detail.length();
        }
    }

    /**
     * A packet came for a connection that the sender does not have.
     *
     * @param number whom that packet was for
     */
    record Unknown(long number) implements Packet {
        @Override
        public int bytes() {
            return 13;
        }
    }
}
