package dev.dunlin.simulation;

import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something on its way from one host to another: what a {@link NetworkRule} judges.
 *
 * @param atNanos when it leaves, in nanoseconds since the simulation's start
 * @param from the host that sends it
 * @param to the host that it is for
 * @param kind what it is
 * @param frame the frame, if it is one that can be read
 * @param bytes how large it is, about
 * @param parts the frames of which a packet carries a part, or all; empty for all else
 * @param attempt how often it has been sent, from 1; above 1 only for streams, which send again what was dropped
 */
public record Passage(
        long atNanos,
        String from,
        String to,
        Kind kind,
        @Nullable Frame frame,
        List<Frame> parts,
        int bytes,
        int attempt) {

    /** Copies the list. */
    public Passage {
        parts = List.copyOf(parts);
    }

    /** What is no packet. */
    Passage(long atNanos, String from, String to, Kind kind, @Nullable Frame frame, int bytes, int attempt) {
        this(atNanos, from, to, kind, frame, List.of(), bytes, attempt);
    }

    /** What is on its way. */
    public enum Kind {
        /** The wish to connect. */
        CONNECT,
        /** The answer to it. */
        ACCEPT,
        /** A frame of a stream. */
        FRAME,
        /** The end of a stream. */
        END,
        /** The word that a stream has broken. */
        RESET,
        /** A packet by itself. */
        DATAGRAM
    }

    /** When it leaves, since the simulation's start. */
    public Duration at() {
        return Duration.ofNanos(atNanos);
    }

    /** Whether it is between two hosts, in either direction. */
    public boolean isBetween(String one, String other) {
        return (from.equals(one) && to.equals(other)) || (from.equals(other) && to.equals(one));
    }
}
