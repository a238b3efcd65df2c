package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions on real threads, one small thing after another: a wake-up that is lost anywhere on the way leaves one waiting. */
class SessionStressTest {

    private static final int ROUNDS = 3_000;

    private final Transport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final Broker broker = Broker.inMemory();
    private BrokerServer server;
    private BrokerClient client;

    @BeforeEach
    void connect() {
        server = BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address("inmem://stress")
                        .transport(transport)
                        .publishWindow(3)
                        .build());
        client = BrokerClient.connect(
                server.address(), ClientConfig.builder().transport(transport).build());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        broker.close();
    }

    private static void inParallel(List<Callable<Void>> tasks) throws Exception {
        List<FutureTask<Void>> running = tasks.stream().map(FutureTask::new).toList();
        running.forEach(Environment.system().executor()::execute);
        for (FutureTask<Void> task : running) {
            task.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void eachPublishIsAnswered() throws Exception {
        Topic<String> topic = client.topic("tides", Codec.utf8());
        Callable<Void> publisher = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(topic.publish("" + i).sequence()).isNotNegative();
            }
            return null;
        };
        inParallel(List.of(publisher, publisher));
        assertThat(broker.stats().published()).isEqualTo(2L * ROUNDS);
    }

    @Test
    void eachWaitForTheWindowEnds() throws Exception {
        Topic<String> topic = client.topic("tides", Codec.utf8());
        Callable<Void> publisher = () -> {
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                receipts.add(topic.publish("" + i));
            }
            receipts.forEach(Receipt::accepted);
            return null;
        };
        inParallel(List.of(publisher, publisher, publisher, publisher));
        assertThat(broker.stats().published()).isEqualTo(4L * ROUNDS);
    }

    @Test
    void eachMessageIsHandedOver() throws Exception {
        Topic<String> topic = broker.topic("tides", Codec.utf8());
        Semaphore handled = new Semaphore(0);
        client.topic("tides", Codec.utf8())
                .subscribe(message -> handled.release())
                .established()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        for (int i = 0; i < ROUNDS; i++) {
            topic.publish("" + i);
            assertThat(handled.tryAcquire(10, TimeUnit.SECONDS))
                    .as("message %d", i)
                    .isTrue();
        }
    }

    @Test
    void eachMessageIsPolled() {
        Topic<String> topic = broker.topic("tides", Codec.utf8());
        try (Poller<String> poller = client.topic("tides", Codec.utf8()).poller(SubscribeOptions.DEFAULT)) {
            poller.subscription().established().toCompletableFuture().join();
            for (int i = 0; i < ROUNDS; i++) {
                topic.publish("" + i);
                assertThat(poller.poll(Duration.ofSeconds(10)).orElseThrow().value())
                        .isEqualTo("" + i);
            }
        }
    }

    @Test
    void pausingAndGoingOnLosesNothing() throws Exception {
        Topic<String> topic = broker.topic("tides", Codec.utf8());
        Semaphore handled = new Semaphore(0);
        var subscription = client.topic("tides", Codec.utf8())
                .subscribe(SubscribeOptions.builder().group("crew").build(), message -> handled.release());
        subscription.established().toCompletableFuture().get(10, TimeUnit.SECONDS);
        for (int i = 0; i < ROUNDS; i++) {
            subscription.pause();
            topic.publish("" + i);
            subscription.resume();
            assertThat(handled.tryAcquire(10, TimeUnit.SECONDS))
                    .as("message %d", i)
                    .isTrue();
        }
    }
}
