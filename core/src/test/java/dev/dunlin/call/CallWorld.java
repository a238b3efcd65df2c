package dev.dunlin.call;

import dev.dunlin.broker.Codec;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replicas on virtual time, with links on which a test does what networks and hosts do: what is sent may be late, lost, said
 * twice, garbled; a replica may be down, start anew, or answer otherwise. The replicas and the caller are the shipped ones.
 */
final class CallWorld {

    static final String PROCEDURE = "double";
    private static final long CALLER = 7;

    final VirtualEnvironment environment;
    final List<Host> hosts = new ArrayList<>();

    CallWorld(int replicas, long seed) {
        environment = VirtualEnvironment.startingAt(Instant.EPOCH, seed);
        for (int i = 0; i < replicas; i++) {
            hosts.add(new Host(URI.create("test://" + i)));
        }
    }

    CallConfig.Builder config() {
        return CallConfig.of(hosts.stream().map(host -> host.address.toString()).toArray(String[]::new))
                .environment(environment);
    }

    ReplicatedCall connect() {
        return connect(config().build());
    }

    ReplicatedCall connect(CallConfig config) {
        return ReplicatedCall.connect(config, (address, with) -> hostAt(address));
    }

    /** Doubles a text: what is right is easily told. */
    Procedure<String, String> doubling(ReplicatedCall call) {
        return call.procedure(PROCEDURE, Codec.utf8(), Codec.utf8());
    }

    private Host hostAt(URI address) {
        return hosts.stream()
                .filter(host -> host.address.equals(address))
                .findFirst()
                .orElseThrow();
    }

    /** A host with a replica, and the link to it. */
    final class Host implements ReplicaConnector, ReplicaLink {

        private final URI address;
        private Replica replica = anew();
        private ReplicaLink.Listener listener;
        private long epoch = 1;
        private State state = State.OPEN;

        /** How often each body has been carried out, over all runs of the replica. */
        final Map<String, Integer> executions = new HashMap<>();

        Duration thereDelay = Duration.ofMillis(1);
        Duration backDelay = Duration.ofMillis(1);
        double requestLoss;
        double responseLoss;
        double duplicates;
        UnaryOperator<String> answer = text -> text + text;

        @Nullable
        UnaryOperator<Frame.Response> garble;

        int sent;
        final List<Long> cancelled = new ArrayList<>();

        private Host(URI address) {
            this.address = address;
        }

        private Replica anew() {
            return Replica.builder()
                    .environment(environment)
                    .handler(PROCEDURE, this::carryOut)
                    .build();
        }

        private byte[] carryOut(Request request) {
            String text = new String(request.body(), StandardCharsets.UTF_8);
            executions.merge(text, 1, Integer::sum);
            return answer.apply(text).getBytes(StandardCharsets.UTF_8);
        }

        Replica replica() {
            return replica;
        }

        void down() {
            state = State.DOWN;
            listener.onDown(this);
        }

        void connecting() {
            state = State.CONNECTING;
        }

        void up() {
            state = State.OPEN;
            listener.onOpen(this);
        }

        /** Starts anew: nothing is remembered, and what was being carried out is gone. */
        void crash() {
            down();
            replica = anew();
            epoch++;
        }

        @Override
        public boolean accepts(URI to, CallConfig config) {
            return to.equals(address);
        }

        @Override
        public ReplicaLink connect(URI to, CallConfig config, ReplicaLink.Listener told) {
            listener = told;
            return this;
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public String fault() {
            return "down";
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public int maxBodyBytes() {
            return 1_000;
        }

        @Override
        public boolean send(Frame.Request request) {
            if (state != State.OPEN) {
                return false;
            }
            sent++;
            if (!lost(requestLoss)) {
                Replica to = replica;
                later(thereDelay, () -> {
                    if (to.equals(replica)) {
                        to.take(CALLER, request, result -> respond(to, request, result));
                    }
                });
            }
            return true;
        }

        private void respond(Replica from, Frame.Request request, Frame.Result result) {
            Frame.Response response = new Frame.Response(request.number(), request.attempt(), -1, result);
            Frame.Response said = garble == null ? response : garble.apply(response);
            int times = lost(duplicates) ? 2 : 1;
            for (int i = 0; i < times; i++) {
                if (!lost(responseLoss)) {
                    later(backDelay, () -> {
                        if (from.equals(replica) && state == State.OPEN) {
                            listener.onResponse(this, said);
                        }
                    });
                }
            }
        }

        private boolean lost(double share) {
            return share > 0 && environment.random().nextDouble() < share;
        }

        private void later(Duration delay, Runnable task) {
            environment.scheduler().schedule(delay.toNanos(), task);
        }

        @Override
        public void cancel(long number) {
            cancelled.add(number);
            later(thereDelay, () -> replica.cancel(CALLER, number));
        }

        @Override
        public void close() {
            state = State.DOWN;
        }
    }
}
