package dev.dunlin.datagram;

/** What a {@link ReliableTransport} counts. */
public enum DatagramCount {
    /** Packets with a part of what a connection carries, sent for the first time. */
    SENT,
    /** Such packets sent again, for whatever reason. */
    RESENT,
    /** Of those, the ones that were sent again as three later ones had arrived. */
    RESENT_EARLY,
    /** How often nothing was heard in time of what had been sent, so that all of it was taken for lost. */
    TIMEOUTS,
    /** How often somebody was asked whether he takes more, after he had taken as much as he said. */
    PROBES,
    /** Acknowledgements sent on their own, not with a packet that went there anyhow. */
    ACKNOWLEDGEMENTS,
    /** Packets with a part of what a connection carries that came for the first time. */
    RECEIVED,
    /** Such packets that had come before: dropped. */
    DUPLICATE,
    /** Such packets beyond what the receiver had said that it takes: dropped. */
    BEYOND_WINDOW,
    /** Packets for a connection that there is not, or not any more: dropped, and the sender told. */
    STALE,
    /** Packets that cannot be of the connection they name, as what they say was never sent: dropped. */
    IMPOSSIBLE,
    /** What came damaged, or was no packet: dropped. */
    DAMAGED,
    /** Wishes for a connection with a cookie that was not given, or too long ago: answered with another. */
    BAD_COOKIE,
    /** Wishes for a connection while too many were half open: dropped. */
    TOO_MANY_OPENING,
    /** Connections that were made, at this end. */
    OPENED,
    /** Connections that were given up, as nothing was heard of the other side. */
    GIVEN_UP
}
