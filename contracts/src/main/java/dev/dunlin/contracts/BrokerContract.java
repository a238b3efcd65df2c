package dev.dunlin.contracts;

/**
 * What every broker promises, as tests. A test class binds it to an implementation:
 *
 * <pre>{@code
 * class MyBrokerContractTest implements BrokerContract, ConcurrencyContract {
 *     public World world() {
 *         return World.system();
 *     }
 *
 *     public Engine start(BrokerConfig config) {
 *         return Engine.of(new MyBroker(config));
 *     }
 * }
 * }</pre>
 *
 * <p>A binding on virtual time adds {@link VirtualTimeContract}, one on real time {@link ConcurrencyContract}. What an
 * engine lacks it says by {@link #lacks()}: the scenarios in question are shown as aborted, with the reason.
 */
public interface BrokerContract
        extends PublishContract,
                DelayContract,
                LatestContract,
                RetentionContract,
                MemoryBoundContract,
                SubscriptionContract,
                LifecycleContract,
                PollerContract,
                FlowContract,
                GroupContract,
                AcknowledgementContract,
                OverloadContract,
                FailureContract,
                BadInputContract,
                StatisticsContract {}
