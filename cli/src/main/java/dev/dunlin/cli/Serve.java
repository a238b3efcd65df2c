package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerConfig.WhenFull;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin serve}: a broker in this process, at the addresses given, until a signal comes. */
@Command(
        name = "serve",
        description = {
            "Keeps messages in memory and serves them, until SIGINT or SIGTERM.",
            "Says on standard error where it listens: port 0 is replaced by the port that was free."
        })
final class Serve implements Callable<Integer> {

    private final Stdio stdio;
    private final Signals signals;

    @Option(
            names = "--listen",
            paramLabel = "URI",
            arity = "1..*",
            defaultValue = Server.DEFAULT_ADDRESS,
            description = "Where to listen; may be repeated. ${DEFAULT-VALUE} by default.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--ttl",
            paramLabel = "SPAN",
            description =
                    "How long a message lives whose publisher does not say: 500ms, 10s, 2m, 1h, 3d, forever; 1m by"
                            + " default.")
    private @Nullable Duration ttl;

    @Option(
            names = "--max-ttl",
            paramLabel = "SPAN",
            defaultValue = "forever",
            description = "How long any message lives at most; ${DEFAULT-VALUE} by default.")
    private Duration maxTtl = Ttl.FOREVER;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            description = "What all messages may take: 64MiB, 2GiB; a quarter of the heap by default.")
    private @Nullable Size maxMemory;

    @Option(
            names = "--when-full",
            paramLabel = "refuse|drop-oldest",
            defaultValue = "refuse",
            description = "What happens to a publish beyond that; ${DEFAULT-VALUE} by default.")
    private WhenFull whenFull = WhenFull.REFUSE;

    @Option(
            names = "--alert",
            paramLabel = "COMMAND",
            description = {
                "Run by sh with three arguments when something happens: what, a detail, and how often since it was last"
                        + " told. What is slow-consumer, memory-bound-reached or refused-clients.",
                "The same is in DUNLIN_EVENT, DUNLIN_DETAIL and DUNLIN_COUNT. One run at a time, at most one a second,"
                        + " each at most a minute."
            })
    private @Nullable String alert;

    @Option(
            names = "--alert-lag",
            paramLabel = "N",
            defaultValue = "" + LagWatch.USUAL_MOST,
            description =
                    "How many messages may wait for subscribers until slow-consumer is told; ${DEFAULT-VALUE} by default."
                            + " It is told too when publishers are held up for some seconds.")
    private long alertLag = LagWatch.USUAL_MOST;

    @Mixin
    private ModeOptions mode = new ModeOptions();

    @Mixin
    private MessageLimit limit = new MessageLimit();

    Serve(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        ServerConfig.Builder config =
                ServerConfig.builder().limits(limit.limits()).mode(mode.mode());
        addresses.forEach(address -> config.address(Server.uri(address).toString()));
        BrokerConfig.Builder kept = config();
        if (alertLag < 1) {
            throw new IllegalArgumentException("--alert-lag " + alertLag + ": must be at least 1");
        }
        Alert heard = new Alert();
        @Nullable AlertCommand command = alert(heard, kept, config);
        try (LagWatch watch = new LagWatch(heard, alertLag);
                Broker broker = Broker.inMemory(kept.build());
                BrokerServer server = BrokerServer.serve(broker, config.build())) {
            if (command != null) {
                watch.start(broker.environment(), broker::stats);
            }
            server.addresses().forEach(address -> stdio.say("listening on " + address));
            signals.onStop(() -> {});
            signals.await();
        } finally {
            if (command != null) {
                command.close();
            }
        }
        return ExitCode.OK;
    }

    private @Nullable AlertCommand alert(Alert heard, BrokerConfig.Builder kept, ServerConfig.Builder served) {
        if (alert == null) {
            return null;
        }
        kept.listener(heard);
        served.listener(heard);
        return new AlertCommand(alert, heard, stdio, AlertCommand.INTERVAL, AlertCommand.TIMEOUT);
    }

    private BrokerConfig.Builder config() {
        BrokerConfig.Builder config =
                BrokerConfig.builder().topics(topics()).whenFull(whenFull).maxMessageBytes(limit.bytes());
        if (maxMemory != null) {
            config.maxRetainedBytes(maxMemory.bytes());
        }
        return config;
    }

    /** The default does not get in the way of a maximum that is lower. */
    private TopicConfig topics() {
        Duration usual = TopicConfig.DEFAULT.defaultTtl();
        Duration own = ttl != null ? ttl : usual.compareTo(maxTtl) < 0 ? usual : maxTtl;
        return new TopicConfig(own, maxTtl);
    }

    /**
     * Reads what to do when full.
     *
     * @throws IllegalArgumentException if it is none
     */
    static WhenFull whenFull(String text) {
        return switch (text) {
            case "refuse" -> WhenFull.REFUSE;
            case "drop-oldest" -> WhenFull.DROP_OLDEST;
            default -> throw new IllegalArgumentException("\"" + text + "\": write refuse or drop-oldest");
        };
    }
}
