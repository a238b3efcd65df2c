package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Envelope;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** One side of a connection that does nothing but what a test says, and remembers what it was told. */
final class Station implements Receiver {

    static final URI ADDRESS = URI.create("test://here");

    private final VirtualEnvironment world;
    final List<Frame> received = new ArrayList<>();
    Wire.End connection;
    Closed closed;

    /** What is answered to a hello; nothing if null. */
    Frame greeting;

    /** What a server's clock shows to those who ask; no answer if null. */
    LongSupplier clock;

    /** Who asked a server for the time. */
    final List<Frame.Ping> pings = new ArrayList<>();

    private Station(VirtualEnvironment world) {
        this.world = world;
    }

    /** Connects to a server, saying nothing. */
    static Station client(VirtualEnvironment world, Wire wire) {
        Station station = new Station(world);
        wire.connect(ADDRESS, world, TransportLimits.DEFAULT, station::accept);
        world.run();
        return station;
    }

    /** Connects to a server, and is welcomed. */
    static Station welcomed(VirtualEnvironment world, Wire wire) {
        Station station = client(world, wire);
        station.say(hello());
        assertThat(station.take(Frame.Welcome.class)).hasSize(1);
        return station;
    }

    /** Takes the place of a server that says welcome, grants a window of four publishes, and nothing more. */
    static Station server(VirtualEnvironment world, Wire wire) {
        Station station = new Station(world);
        station.greeting = new Frame.Welcome(
                Frame.VERSION, "test", 77, 1_000, 4, world.clock().millis());
        wire.listen(ADDRESS, world, TransportLimits.DEFAULT, station::accept);
        return station;
    }

    static Frame.Hello hello() {
        return new Frame.Hello(Frame.VERSION, Frame.VERSION, "test", 7);
    }

    private Receiver accept(Connection made) {
        connection = (Wire.End) made;
        return this;
    }

    /** Sends frames together, and lets everything happen that they cause now. */
    void say(Frame... frames) {
        for (Frame frame : frames) {
            connection.send(frame);
        }
        connection.flush();
        world.run();
    }

    /** Accepts publishes. */
    void accept(long firstId, int count, long firstSequence) {
        say(new Frame.Published(List.of(new Frame.Accepted(firstId, count, firstSequence, 5, Envelope.NEVER, 0))));
    }

    /** What came of a kind, and is not asked for again. */
    <F extends Frame> List<F> take(Class<F> kind) {
        return take(kind, frame -> true);
    }

    <F extends Frame> List<F> take(Class<F> kind, Predicate<F> wanted) {
        List<F> taken = new ArrayList<>();
        received.removeIf(frame -> {
            boolean take = kind.isInstance(frame) && wanted.test(kind.cast(frame));
            if (take) {
                taken.add(kind.cast(frame));
            }
            return take;
        });
        return taken;
    }

    /** The one frame of a kind that came. */
    <F extends Frame> F only(Class<F> kind) {
        List<F> taken = take(kind);
        assertThat(taken).as(kind.getSimpleName()).hasSize(1);
        return taken.get(0);
    }

    @Override
    public void onFrame(Frame frame) {
        if (frame instanceof Frame.Ping ping && greeting != null) {
            tellTime(ping);
            return;
        }
        received.add(frame);
        if (frame instanceof Frame.Hello && greeting != null) {
            connection.send(greeting);
            connection.flush();
        }
    }

    /** Answers a client that asks for the time: a server that is asked does so at once. */
    private void tellTime(Frame.Ping ping) {
        pings.add(ping);
        if (clock != null) {
            connection.send(new Frame.Pong(ping.token(), clock.getAsLong()));
            connection.flush();
        }
    }

    @Override
    public void onPause() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(Closed how) {
        closed = how;
    }
}
