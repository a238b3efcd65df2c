package dev.dunlin.call;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.LogLine;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The replicas of a caller, which may come and go. Safe for use by any thread. */
final class Members {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    private final CallConfig config;
    private final CallEngine engine;
    private final BiFunction<URI, CallConfig, ReplicaConnector> connectors;
    private final Company company = new Company();
    private final Object lock = new Object();
    private volatile List<Member> current = List.of();
    private volatile boolean closed;
    private Scheduler.@Nullable Timer timer;
    private List<URI> addresses;

    /**
     * Asks for the addresses, and connects to nobody yet.
     *
     * @param connectors gives what connects to an address
     * @throws IllegalArgumentException if they cannot be used
     */
    Members(CallConfig config, CallEngine engine, BiFunction<URI, CallConfig, ReplicaConnector> connectors) {
        this.connectors = connectors;
        this.config = config;
        this.engine = engine;
        this.addresses = CallConfig.checked(config.replicas().get());
    }

    /**
     * Checks that an agreement can be reached.
     *
     * @throws IllegalArgumentException if not even all replicas together suffice
     */
    void checkReach(Agreement agreement) {
        int total = addresses.stream().mapToInt(agreement::weight).sum();
        agreement.checkReach(addresses.size(), total);
    }

    /** Begins to connect. */
    void begin() {
        update(addresses);
        refreshLater();
    }

    List<Member> current() {
        return current;
    }

    void checkOpen() {
        if (closed) {
            throw new DunlinException(Reason.CLOSED, "the caller of " + addresses + " has been closed");
        }
    }

    <T> T await(CompletionStage<T> stage, Duration deadline) {
        // The call ends by its deadline: what is waited for beyond that is the timer.
        return Waiting.await(
                config.environment(), stage, deadline.plusSeconds(30).toNanos(), "waiting for the replicas' answer");
    }

    void close() {
        List<Member> all;
        synchronized (lock) {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
            all = current;
        }
        all.forEach(member -> member.link().close());
    }

    private void refreshLater() {
        synchronized (lock) {
            if (!closed && !config.refresh().isZero()) {
                timer = config.environment()
                        .scheduler()
                        .schedule(
                                config.refresh().toNanos(),
                                () -> config.environment().executor().execute(this::refresh));
            }
        }
    }

    private void refresh() {
        try {
            List<URI> now = CallConfig.checked(config.replicas().get());
            if (!now.equals(addresses)) {
                LOG.log(
                        Level.INFO,
                        () -> LogLine.event("replicas-changed")
                                .with("replicas", now)
                                .toString());
                update(now);
            }
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    () -> LogLine.event("replicas-unknown").with("detail", e).toString());
        }
        refreshLater();
    }

    private void update(List<URI> now) {
        List<Member> next = new ArrayList<>(now.size());
        List<Member> gone;
        synchronized (lock) {
            if (closed) {
                return;
            }
            gone = new ArrayList<>(current);
            for (URI address : now) {
                Member known = current.stream()
                        .filter(member -> member.link().address().equals(address))
                        .findFirst()
                        .orElseGet(() -> connect(address));
                gone.remove(known);
                next.add(known);
            }
            current = List.copyOf(next);
            addresses = now;
        }
        gone.forEach(member -> member.link().close());
    }

    private Member connect(URI address) {
        Switchboard switchboard = new Switchboard();
        ReplicaLink link = connectors.apply(address, config).connect(address, config, company, switchboard);
        Member member = new Member(link, engine.clock());
        switchboard.member = member;
        return member;
    }

    /** The first connector that accepts an address. */
    static ReplicaConnector connectorOf(URI address, CallConfig config) {
        for (ReplicaConnector connector :
                ServiceLoader.load(ReplicaConnector.class, ReplicaConnector.class.getClassLoader())) {
            if (connector.accepts(address, config)) {
                return connector;
            }
        }
        throw new IllegalArgumentException(
                address + ": no transport has this scheme; is its artifact on the class or module path?");
    }

    /** Takes what comes from one replica to the calls that wait for it. */
    private final class Switchboard implements ReplicaLink.Listener {

        private volatile @Nullable Member member;

        @Override
        public void onOpen(ReplicaLink link) {
            Member of = member;
            if (of != null) {
                engine.window().forEach(call -> call.onOpen(of));
            }
        }

        @Override
        public void onDown(ReplicaLink link) {
            Member of = member;
            if (of != null) {
                engine.window().forEach(call -> call.onDown(of));
            }
        }

        @Override
        public void onResponse(ReplicaLink link, Frame.Response response) {
            Member of = member;
            Canvass<?> call = engine.window().find(response.number());
            if (call != null && of != null) {
                call.onResponse(of, response);
            } else if (of != null) {
                of.late.increment();
            }
        }
    }
}
