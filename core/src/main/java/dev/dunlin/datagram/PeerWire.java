package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Accept;
import dev.dunlin.datagram.Packet.Break;
import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.ReliableLink.Ends;
import dev.dunlin.link.EnumCounts;
import dev.dunlin.transport.CloseReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks to the other end of a link: each packet says what has come here. Belongs to the socket's executor. */
final class PeerWire implements Sending.Wire {

    private final PacketSocket socket;
    private final Ends ends;
    private final Receiving receiving;
    private final EnumCounts<DatagramCount> counts;
    private @Nullable Break broken;

    PeerWire(PacketSocket socket, Ends ends, Receiving receiving, EnumCounts<DatagramCount> counts) {
        this.socket = socket;
        this.ends = ends;
        this.receiving = receiving;
        this.counts = counts;
    }

    /** Says that the connection is to be had. */
    void accept() {
        socket.send(ends.peer(), new Accept(ends.far(), ends.near(), receiving.limit()));
        socket.flush();
    }

    /** Says what has come, on its own. */
    void acknowledge(boolean asks) {
        counts.add(DatagramCount.ACKNOWLEDGEMENTS, 1);
        socket.send(ends.peer(), receiving.acknowledgement(ends.far(), asks));
    }

    @Override
    public void ask() {
        acknowledge(true);
    }

    @Override
    public void data(long number, boolean last, List<Piece> pieces) {
        receiving.said();
        socket.send(ends.peer(), new Data(ends.far(), number, last, receiving.next(), receiving.limit(), pieces));
    }

    /** Says that the connection is at its end, at once. */
    void tellBroken(CloseReason reason, String detail) {
        broken = new Break(ends.far(), reason, detail);
        socket.send(ends.peer(), broken);
        socket.flush();
    }

    /** Says so again, if it was said. */
    boolean tellAgain() {
        if (broken == null) {
            return false;
        }
        socket.send(ends.peer(), broken);
        return true;
    }

    void flush() {
        socket.flush();
    }
}
