package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.call.ordered.OrderedConfig;
import dev.dunlin.call.ordered.OrderedReplica;
import dev.dunlin.call.ordered.OrderedRequest;
import dev.dunlin.contracts.history.History;
import dev.dunlin.contracts.history.Linearizability;
import dev.dunlin.contracts.history.Operation;
import dev.dunlin.contracts.history.RegisterModel;
import dev.dunlin.contracts.history.RegisterModel.CompareAndSet;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.RegisterModel.Read;
import dev.dunlin.contracts.history.RegisterModel.Write;
import dev.dunlin.contracts.history.Verdict;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ReplicaServer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A register kept by three replicas in the order of a topic: broker, replicas and callers over {@code tcp:}. */
final class OrderedCallOverTcpTest {

    private static final String LOG = "register.log";
    private static final int REPLICAS = 3;
    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 100;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<String> addresses = new ArrayList<>();
    private BrokerServer server;

    private <T extends AutoCloseable> T closing(T one) {
        toClose.push(one);
        return one;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
    }

    private void start() {
        Broker broker = closing(Broker.inMemory(BrokerConfig.builder()
                .topics(new TopicConfig(Ttl.FOREVER, Ttl.FOREVER))
                .build()));
        server = closing(BrokerServer.serve(broker, "tcp://127.0.0.1:0"));
        // The log reaches back to its beginning: nobody needs to fetch from those who are named as peers.
        String[] peers = {"tcp://127.0.0.1:1", "tcp://127.0.0.1:2"};
        for (int i = 0; i < REPLICAS; i++) {
            Register register = new Register();
            Broker log = closing(Broker.connect(server.address().toString()));
            OrderedReplica replica =
                    closing(OrderedReplica.start(OrderedConfig.of("replica-" + i, log, LOG, register::apply)
                            .reading("get", register::get)
                            .peers(peers)
                            .build()));
            addresses.add(closing(ReplicaServer.serve(replica.replica(), "tcp://127.0.0.1:0"))
                    .address()
                    .toString());
        }
    }

    private OrderedCall caller() {
        return closing(OrderedCall.over(
                closing(Broker.connect(server.address().toString())),
                LOG,
                ReplicatedCall.connect(addresses.toArray(String[]::new))));
    }

    private static byte[] bytes(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    private static final class Register {

        private long value;

        byte[] apply(OrderedRequest request) {
            ByteBuffer body = ByteBuffer.wrap(request.body());
            if (request.procedure().equals("set")) {
                value = body.getLong();
                return bytes(value);
            }
            boolean holds = body.getLong() == value;
            value = holds ? body.getLong() : value;
            return bytes(holds ? 1 : 0);
        }

        byte[] get(OrderedRequest request) {
            return bytes(value);
        }
    }

    private static Void run(OrderedCall call, int client, History<Input, Long> history) {
        Random random = new Random(client);
        for (int i = 0; i < OPERATIONS; i++) {
            Input input = switch (random.nextInt(3)) {
                case 0 -> new Read();
                case 1 -> new Write(random.nextInt(4));
                default -> new CompareAndSet(random.nextInt(4), random.nextInt(4));
            };
            History.Started<Input> started = history.invoke(client, input);
            history.returned(started, ByteBuffer.wrap(ask(call, input)).getLong());
            long written = call.position();
            call.read("get", bytes());
            assertThat(call.position()).isGreaterThanOrEqualTo(written);
        }
        return null;
    }

    private static byte[] ask(OrderedCall call, Input input) {
        if (input instanceof Write write) {
            return call.write("set", bytes(write.value()));
        }
        return input instanceof CompareAndSet swap
                ? call.write("swap", bytes(swap.expected(), swap.value()))
                : call.readInOrder("get", bytes());
    }

    @Test
    void theRegisterIsLinearizable() throws Exception {
        start();
        History<Input, Long> history = new History<>();
        List<FutureTask<Void>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            OrderedCall call = caller();
            int id = client;
            running.add(new FutureTask<>(() -> run(call, id, history)));
        }
        running.forEach(Environment.system().executor()::execute);
        for (FutureTask<Void> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        List<Operation<Input, Long>> operations = history.operations();
        assertThat(operations).hasSize(CLIENTS * OPERATIONS).allMatch(Operation::isComplete);
        assertThat(History.overlapShare(operations)).isGreaterThan(0.3);
        assertThat(Linearizability.check(new RegisterModel(), operations, 1_000_000))
                .isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void whoReadsSeesWhatHeWrote() {
        start();
        OrderedCall call = caller();
        for (int i = 1; i <= 100; i++) {
            call.write("set", bytes(i));
            assertThat(ByteBuffer.wrap(call.read("get", bytes())).getLong()).isEqualTo(i);
        }
    }
}
