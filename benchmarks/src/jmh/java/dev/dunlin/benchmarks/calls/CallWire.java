package dev.dunlin.benchmarks.calls;

import java.util.List;

/** How a peer serves and how it is called. What it opens stays open until the process ends. */
interface CallWire {

    /**
     * Serves one replica.
     *
     * @param ports one for each replica, or that of the server between, where the peer has one
     * @param index which replica this is, counted from 0
     * @param server what answers
     * @throws Exception if it cannot; the peers throw all kinds
     */
    void serve(List<Integer> ports, int index, CallServer server) throws Exception;

    /**
     * Connects to all of them.
     *
     * @param ports one for each replica, or that of the server between
     * @return once a call would be answered
     * @throws Exception if it cannot; the peers throw all kinds
     */
    CallPeer connect(List<Integer> ports) throws Exception;

    /** The wire of a name. */
    static CallWire of(String name) {
        return switch (name) {
            case "dunlin" -> new DunlinCalls(false);
            case "dunlin-quickest" -> new DunlinCalls(true);
            case "netty" -> new NettyCalls();
            case "rsocket" -> new RSocketCalls();
            case "grpc" -> new GrpcCalls();
            case "nats" -> new NatsCalls();
            case "jgroups" -> new JGroupsCalls(false);
            case "jgroups-nodelay" -> new JGroupsCalls(true);
            default -> throw new IllegalArgumentException("wire=\"" + name + "\": there is none of that name");
        };
    }
}
