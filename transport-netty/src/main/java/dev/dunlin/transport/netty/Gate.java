package dev.dunlin.transport.netty;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets a listener's new sockets in: at once while few are served, else in the order in which they came, when others have
 * left. One that waits belongs to no thread, is not read from, and has told nobody of itself. Safe for use by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class Gate {

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    private final Endpoint endpoint;
    private final Crew crew;
    private final ServerMode mode;

    // Guarded by this.
    private final ArrayDeque<Channel> waiting = new ArrayDeque<>();
    private int served;
    private boolean closed;

    Gate(Endpoint endpoint, Crew crew, ServerMode mode) {
        this.endpoint = endpoint;
        this.crew = crew;
        this.mode = mode;
    }

    /** A socket has come that belongs to no event loop yet. */
    void arrive(Channel channel) {
        boolean free;
        int before;
        synchronized (this) {
            free = served < mode.maxClients();
            before = waiting.size();
            if (free) {
                served++;
            } else if (before < mode.waiting() && !closed) {
                waiting.add(channel);
                before++;
            } else {
                before = -1;
            }
        }
        if (free) {
            serve(channel);
        } else if (before < 0) {
            refuse(channel);
        } else {
            log("waiting", channel, "waiting=" + before);
        }
    }

    private void serve(Channel channel) {
        EventLoop loop = crew.take();
        channel.closeFuture().addListener(done -> {
            crew.giveBack(loop);
            left();
        });
        channel.pipeline()
                .addLast(new ConnectionInitializer(
                        endpoint, crew::turn, endpoint.speech()::serve, new CompletableFuture<>()));
        register(channel, loop);
    }

    private void refuse(Channel channel) {
        Closed why = new Closed(
                CloseReason.LIMIT_REACHED,
                "maxClients=" + mode.maxClients() + " are served and waiting=" + mode.waiting()
                        + " wait, the limits of this server; try again later");
        log("refused", channel, "reason=" + why.reason());
        channel.pipeline()
                .addLast(new ConnectionInitializer(
                        endpoint,
                        Turn.OnLoop::new,
                        connection -> endpoint.speech().refuse(connection, why),
                        new CompletableFuture<>()));
        register(channel, endpoint.loops().group().next());
    }

    private static void register(Channel channel, EventLoop loop) {
        loop.register(channel).addListener((ChannelFuture registered) -> {
            if (!registered.isSuccess()) {
                channel.unsafe().closeForcibly();
            }
        });
    }

    private void left() {
        Channel next;
        boolean last;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                served--;
            }
            last = closed && served == 0;
        }
        if (next != null) {
            log("admitted", next, "waiting=" + waiting());
            serve(next);
        } else if (last) {
            crew.dismiss();
        }
    }

    private synchronized int waiting() {
        return waiting.size();
    }

    /** Lets nobody in any more: those that wait are closed, those that are served go on. */
    void close() {
        ArrayDeque<Channel> turnedAway;
        boolean last;
        synchronized (this) {
            turnedAway = new ArrayDeque<>(waiting);
            waiting.clear();
            last = !closed && served == 0;
            closed = true;
        }
        turnedAway.forEach(channel -> channel.unsafe().closeForcibly());
        if (last) {
            crew.dismiss();
        }
    }

    private void log(String event, Channel channel, @Nullable String detail) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "event=" + event + " address=" + endpoint.address() + " peer="
                        + endpoint.address().peer(channel.remoteAddress()) + " " + detail);
    }
}
