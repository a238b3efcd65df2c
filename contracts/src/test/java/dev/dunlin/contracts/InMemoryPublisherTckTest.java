package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestNGListener;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import org.testng.annotations.AfterMethod;

/**
 * The Reactive Streams TCK for Flow, run on the broker's publisher. The TCK is written for TestNG, which is run here inside
 * a JUnit test, so that there is one report.
 */
class InMemoryPublisherTckTest {

    @Test
    void thePublisherPassesTheTck() {
        TestNG tests = new TestNG(false);
        TestListenerAdapter results = new TestListenerAdapter();
        tests.setTestClasses(new Class<?>[] {Verification.class});
        tests.addListener((ITestNGListener) results);
        tests.setVerbose(0);
        tests.run();

        for (ITestResult failed : results.getFailedTests()) {
            throw new AssertionError(failed.getName() + ": " + failed.getThrowable(), failed.getThrowable());
        }
        assertThat(results.getConfigurationFailures()).isEmpty();
        assertThat(results.getPassedTests().stream().map(ITestResult::getName))
                .contains(
                        "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements",
                        "required_spec303_mustNotAllowUnboundedRecursion",
                        "required_spec309_requestZeroMustSignalIllegalArgumentException")
                .hasSizeGreaterThan(25);
        assertThat(results.getSkippedTests().stream().map(ITestResult::getName))
                .as("skipped: rules that the TCK does not test")
                .allMatch(name -> name.startsWith("untested_"));
    }

    /** A stream of a given length: a replay of as many messages, after which the broker is closed. */
    public static final class Verification extends FlowPublisherVerification<String> {

        private static final long PATIENCE_MILLIS = 500;
        private static final long QUIET_MILLIS = 50;

        /** More than any rule of the TCK reads of a stream without end. */
        private static final long MANY = 10_000;

        private final List<Broker> brokers = new ArrayList<>();

        /** Called by TestNG. */
        public Verification() {
            super(new TestEnvironment(PATIENCE_MILLIS, QUIET_MILLIS), 500);
        }

        @Override
        public Flow.Publisher<String> createFlowPublisher(long elements) {
            Topic<String> topic = topic();
            int published = (int) Math.min(elements, MANY);
            topic.publishAll(
                    IntStream.range(0, published).mapToObj(Integer::toString).toList());
            Flow.Publisher<Message<String>> replay = topic.publisher(SubscribeOptions.from(Position.earliest()));
            AtomicLong open = new AtomicLong();
            return subscriber -> {
                open.addAndGet(elements);
                replay.subscribe(new Values(subscriber, topic.broker(), open));
            };
        }

        @Override
        public Flow.Publisher<String> createFailedFlowPublisher() {
            Topic<String> topic = topic();
            topic.broker().close();
            return subscriber -> topic.publisher(SubscribeOptions.DEFAULT)
                    .subscribe(new Values(subscriber, topic.broker(), new AtomicLong()));
        }

        private Topic<String> topic() {
            Broker broker = Broker.inMemory(BrokerConfig.builder().workers(1).build());
            brokers.add(broker);
            return broker.topic("numbers", Codec.utf8());
        }

        /** Ends what a test has left open. */
        @AfterMethod
        public void close() {
            brokers.forEach(Broker::close);
            brokers.clear();
        }
    }

    /**
     * Passes the messages' values on, which can be compared, and closes the broker when the last has come to the last
     * subscriber, so that the streams complete.
     */
    private record Values(Flow.Subscriber<? super String> subscriber, Broker broker, AtomicLong open)
            implements Flow.Subscriber<Message<String>> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(Message<String> message) {
            subscriber.onNext(message.value());
            if (open.decrementAndGet() == 0) {
                broker.close();
            }
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
