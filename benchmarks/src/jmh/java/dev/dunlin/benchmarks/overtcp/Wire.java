package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import java.io.IOException;
import java.util.function.Consumer;

/** How a peer is spoken to from another process. What it opens stays open until the process ends. */
interface Wire {

    /** Opens a connection that is given every message from now on; returns when the server has taken it in. */
    void subscribe(int port, Consumer<byte[]> taker) throws IOException, InterruptedException;

    /** Opens a connection to publish by. Its flush returns when the server has taken all. */
    Sender sender(int port) throws IOException, InterruptedException;

    /** The state of its subscriptions in words, for whoever has to find out why messages are missing. */
    default String describe() {
        return "";
    }

    /** The wire of a name: dunlin, nats, nats-bare, jetstream, redis, redis-stream, artemis, grpc or relay. */
    static Wire of(String name) {
        return switch (name) {
            case "dunlin" -> new DunlinWire();
            case "nats" -> new NatsWire();
            case "nats-bare" -> new NatsBareWire();
            case "jetstream" -> new JetStreamWire();
            case "redis", "redis-stream" -> new RedisWire(name.endsWith("stream"));
            case "artemis" -> new ArtemisWire();
            case "grpc" -> new GrpcWire();
            case "relay" -> new RelayWire();
            default -> throw new IllegalArgumentException("wire=\"" + name + "\": there is none of that name");
        };
    }
}
