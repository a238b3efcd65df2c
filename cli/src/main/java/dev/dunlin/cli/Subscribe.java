package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin subscribe}: writes messages on standard output as they come. */
@Command(
        name = "subscribe",
        description = {
            "Writes the messages of a topic, or of all topics that match a pattern, on standard output.",
            "A message's text ends in one newline: its own, or one that is added."
        })
final class Subscribe implements Callable<Integer> {

    private final Stdio stdio;
    private final Signals signals;

    @Mixin
    private Server server = new Server();

    @Mixin
    private MessageLimit limit = new MessageLimit();

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "PATTERN",
            description = "A topic, or a pattern: * stands for one part of a name, a last > for one or more.")
    private String pattern = "";

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            defaultValue = "latest",
            description = "latest (the default), earliest, a sequence as 42, or an instant as 2026-11-21T10:00:00Z.")
    private Position from = Position.latest();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Share the messages with all who name the same group, each to one of them.")
    private @Nullable String group;

    @Option(names = "--count", paramLabel = "N", description = "End after as many messages.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--timeout", paramLabel = "SPAN", description = "End after this time, with what has come.")
    private @Nullable Duration timeout;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "${DEFAULT-VALUE} by default.")
    private OutputFormat format = OutputFormat.TEXT;

    Subscribe(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        check();
        Printer printer = new Printer(stdio.out(), format, count, group != null);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        printer.done().thenAccept(end::complete).exceptionally(failure -> fail(end, failure));
        try (Broker broker = server.connect(stdio, limit.limits());
                Subscription subscription =
                        broker.subscribeBatches(pattern, Codec.bytes(), options(), printer::print)) {
            signals.onStop(() -> end.complete(ExitCode.OK));
            subscription.ended().thenAccept(how -> ended(end, how)).exceptionally(failure -> fail(end, failure));
            subscription.established().thenRun(() -> begin(broker, end)).exceptionally(failure -> fail(end, failure));
            try {
                return broker.environment().await(end, Long.MAX_VALUE);
            } finally {
                // What is being written is acknowledged before the subscription closes.
                printer.close();
            }
        }
    }

    private void check() {
        if (count < 1) {
            throw new IllegalArgumentException("--count=" + count + ": must be at least 1");
        }
        if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
            throw new IllegalArgumentException("--timeout=" + timeout + ": must be positive");
        }
    }

    private SubscribeOptions options() {
        SubscribeOptions.Builder options = SubscribeOptions.builder().from(from).onGap(this::missed);
        return group == null ? options.build() : options.group(group).manual().build();
    }

    private void missed(Gap gap) {
        String count = gap.count() == Gap.UNKNOWN ? "what came" : gap.count() + " messages";
        stdio.say(gap.topic() + ": missed " + count + " from sequence " + gap.first() + " on: " + gap.reason());
    }

    private void begin(Broker broker, CompletableFuture<Integer> end) {
        if (stdio.terminal()) {
            stdio.say("subscribed to " + pattern + " at " + server.address() + "; Ctrl-C ends it");
        }
        if (timeout != null) {
            broker.environment().scheduler().schedule(Durations.nanos(timeout), () -> end.complete(ExitCode.OK));
        }
    }

    /** Whoever closes the subscription ends the command; any other end is a fault. */
    private void ended(CompletableFuture<Integer> end, SubscriptionEnd how) {
        if (how instanceof SubscriptionEnd.Failed failed) {
            end.completeExceptionally(failed.cause());
        } else if (how instanceof SubscriptionEnd.Cancelled) {
            end.complete(ExitCode.OK);
        } else {
            String why = how instanceof SubscriptionEnd.BrokerClosed
                    ? "the server has shut down"
                    : "the server ended the subscription: " + how;
            end.completeExceptionally(new CommandFailure(ExitCode.UNAVAILABLE, server.address() + ": " + why));
        }
    }

    @SuppressWarnings("NullAway") // Completes a stage of Void.
    private static Void fail(CompletableFuture<Integer> end, Throwable failure) {
        end.completeExceptionally(failure);
        return null;
    }
}
