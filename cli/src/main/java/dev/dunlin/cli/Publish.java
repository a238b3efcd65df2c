package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin publish}: reads messages and has a server keep them. */
@Command(
        name = "publish",
        description = {
            "Publishes each line of a file, or of standard input, as a message, and says how many were acknowledged.",
            "A line's end is not part of the message; everything else is, byte for byte."
        })
final class Publish implements Callable<Integer> {

    private static final int MAX_IN_FLIGHT = 65_536;
    private static final long MAX_IN_FLIGHT_BYTES = 8 << 20;
    private static final long LOOK_MILLIS = 200;

    private final Stdio stdio;
    private final Signals signals;

    @Mixin
    private Server server = new Server();

    @Mixin
    private MessageLimit limit = new MessageLimit();

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "Where to publish.")
    private String topicName = "";

    @Option(
            names = "--ttl",
            paramLabel = "SPAN",
            description = "How long each message lives: 500ms, 10s, 2m, 1h, 3d, forever; the topic's by default.")
    private @Nullable Duration ttl;

    @Option(names = "--key", paramLabel = "KEY", description = "What each message is about.")
    private @Nullable String key;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of each message; may be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--delay", paramLabel = "SPAN", description = "How long each message stays out of sight.")
    private @Nullable Duration delay;

    @Option(names = "--whole", description = "The whole input is one message.")
    private boolean whole;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "What to publish; - is standard input, and the default.")
    private String file = "-";

    Publish(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        PublishOptions options = options();
        InputStream in = open();
        try (Broker broker = server.connect(stdio, limit.limits())) {
            InFlight inFlight = new InFlight(MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES);
            Progress progress = new Progress(stdio, System::nanoTime);
            try {
                send(in, broker.topic(topicName, Codec.bytes()), options, inFlight, progress);
            } finally {
                inFlight.settleAll();
                progress.clear();
                report(inFlight);
            }
            inFlight.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        return ExitCode.OK;
    }

    private PublishOptions options() {
        PublishOptions.Builder options = PublishOptions.builder().headers(headers);
        if (ttl != null) {
            options.ttl(ttl);
        }
        if (delay != null) {
            options.delay(delay);
        }
        if (key != null) {
            options.key(key);
        }
        return options.build();
    }

    private InputStream open() {
        if (file.equals("-")) {
            return stdio.in();
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new CommandFailure(ExitCode.NO_INPUT, file + ": is a directory");
            }
            return Files.newInputStream(path);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, file + ": no such file");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, file + ": cannot be read: " + e.getMessage());
        }
    }

    private void send(
            InputStream in, Topic<byte[]> topic, PublishOptions options, InFlight inFlight, Progress progress) {
        MessageSplitter splitter = whole ? new WholeSplitter(limit.bytes()) : new LineSplitter(limit.bytes());
        InputPump pump = new InputPump(in);
        signals.onStop(pump::stop);
        pump.start();
        List<byte[]> messages = new ArrayList<>();
        boolean more = true;
        while (more && inFlight.failure().isEmpty()) {
            try {
                more = take(pump.next(LOOK_MILLIS), splitter, messages);
            } finally {
                publish(messages, topic, options, inFlight);
                messages.clear();
            }
            progress.show(inFlight.sent(), inFlight.acknowledged());
        }
    }

    /** Cuts a piece into messages; says whether there is more to come. */
    private boolean take(InputPump.@Nullable Piece piece, MessageSplitter splitter, List<byte[]> messages) {
        if (piece instanceof InputPump.Piece.Bytes bytes) {
            splitter.feed(bytes.array(), bytes.length(), messages::add);
        } else if (piece instanceof InputPump.Piece.End) {
            splitter.finish(messages::add);
        } else if (piece instanceof InputPump.Piece.Failed failed) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    file + ": cannot be read: " + failed.cause().getMessage());
        }
        return piece == null || piece instanceof InputPump.Piece.Bytes;
    }

    private static void publish(List<byte[]> messages, Topic<byte[]> topic, PublishOptions options, InFlight inFlight) {
        try {
            if (messages.isEmpty()) {
                inFlight.settle();
            } else {
                inFlight.add(messages, topic.publishAll(messages, options));
            }
        } catch (DunlinException e) {
            inFlight.unsent(messages.size(), e);
        }
    }

    private void report(InFlight inFlight) {
        StringBuilder report = new StringBuilder().append(inFlight.acknowledged());
        report.append(inFlight.acknowledged() == 1 ? " message" : " messages").append(" acknowledged");
        if (inFlight.notAccepted() > 0) {
            report.append(", ").append(inFlight.notAccepted()).append(" not accepted");
        }
        if (inFlight.lost() > 0) {
            report.append(", ").append(inFlight.lost()).append(" without an answer");
        }
        stdio.say(report.toString());
    }
}
