package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.ConnectHints;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.Transports;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Connects to the first of several addresses that says welcome. Safe for use by any thread, for one round of attempts at a
 * time.
 */
final class Dialer {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    private final List<URI> addresses;
    private final List<Transport> transports;
    private final ClientConfig config;
    private final ConnectHints hints;
    private final long publisherId;

    /** Which address is tried first. */
    private final AtomicInteger first;

    /**
     * A dialer that has not dialled yet.
     *
     * @param company to which the connection belongs, one after another
     * @throws IllegalArgumentException if there is no address, one is malformed, or no transport has its scheme
     */
    Dialer(List<URI> addresses, ClientConfig config, Company company) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses=[]: name at least one, as in tcp://host:port");
        }
        this.addresses = List.copyOf(addresses);
        Transport explicit = config.transport();
        this.transports = this.addresses.stream()
                .map(address -> explicit != null ? explicit : Transports.forAddress(address))
                .toList();
        this.config = config;
        this.publisherId = config.environment().random().nextLong();
        boolean spread = config.addressOrder() == AddressOrder.SPREAD;
        this.hints = new ConnectHints(spread, company);
        this.first = new AtomicInteger(spread ? config.environment().random().nextInt(addresses.size()) : 0);
    }

    /** Another address is tried first from now on. */
    void preferAnother() {
        first.updateAndGet(index -> (index + 1) % addresses.size());
    }

    /**
     * Tries each address once, one after another.
     *
     * @return completes, on the new connection's executor, with the first that says welcome, or with a {@link
     *     DunlinException} that tells what each attempt met
     */
    CompletableFuture<Handshake> dial() {
        CompletableFuture<Handshake> done = new CompletableFuture<>();
        new Round(first.get(), done).next();
        return done;
    }

    /** Tries the addresses, beginning with one of them. */
    private final class Round {

        private final int start;
        private final CompletableFuture<Handshake> done;
        private final List<DunlinException> met = new ArrayList<>();

        Round(int start, CompletableFuture<Handshake> done) {
            this.start = start;
            this.done = done;
        }

        void next() {
            int index = (start + met.size()) % addresses.size();
            Consumer<DunlinException> onFailure = failure -> {
                LOG.log(
                        Level.DEBUG,
                        () -> LogLine.event("attempt-failed")
                                .with("address", addresses.get(index))
                                .with("reason", failure.reason())
                                .with("detail", String.valueOf(failure.getMessage()))
                                .toString());
                met.add(failure);
                if (met.size() < addresses.size()) {
                    next();
                } else {
                    done.completeExceptionally(summary());
                }
            };
            try {
                attempt(index, onFailure);
            } catch (IllegalArgumentException e) {
                if (addresses.size() == 1) {
                    throw e;
                }
                onFailure.accept(new DunlinException(Reason.REJECTED, String.valueOf(e.getMessage()), e));
            }
        }

        private void attempt(int index, Consumer<DunlinException> onFailure) {
            URI address = addresses.get(index);
            String what = "connecting to " + address;
            CompletableFuture<Handshake> made = new CompletableFuture<>();
            Acceptor acceptor = connection -> IoThread.marked(new Handshake(connection, config, publisherId, made));
            CompletionStage<Connection> connected =
                    transports.get(index).connect(address, config.environment(), config.limits(), hints, acceptor);
            connected.whenComplete((connection, failure) -> {
                if (failure != null) {
                    made.completeExceptionally(failure);
                }
            });
            Scheduler.Timer timer = config.environment()
                    .scheduler()
                    .schedule(config.connectTimeout().toNanos(), () -> {
                        if (made.completeExceptionally(new DunlinException(
                                Reason.UNREACHABLE,
                                what + ": no answer within "
                                        + config.connectTimeout().toMillis() + " ms"))) {
                            connected.thenAccept(
                                    connection -> connection.close(new Closed(CloseReason.TIMED_OUT, what)));
                        }
                    });
            var unused = made.whenComplete((handshake, failure) -> {
                timer.cancel();
                if (failure == null) {
                    first.set(index);
                    done.complete(handshake);
                } else {
                    onFailure.accept(faultOf(failure, what));
                }
            });
        }

        /** One attempt speaks for itself; of several, each is told. */
        private DunlinException summary() {
            DunlinException last = met.get(met.size() - 1);
            if (met.size() == 1) {
                return last;
            }
            StringBuilder text = new StringBuilder("none of " + addresses.size() + " addresses can be reached:");
            for (int i = 0; i < met.size(); i++) {
                text.append(i == 0 ? " " : "; ")
                        .append(addresses.get((start + i) % addresses.size()))
                        .append(": ")
                        .append(met.get(i).getMessage());
            }
            boolean alike = met.stream().allMatch(fault -> fault.reason() == last.reason());
            return new DunlinException(alike ? last.reason() : Reason.UNREACHABLE, text.toString(), last);
        }
    }

    /** What an attempt met. */
    static DunlinException faultOf(Throwable failure, String what) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof DunlinException fault
                ? fault
                : new DunlinException(Reason.UNREACHABLE, what + ": " + cause, cause);
    }
}
