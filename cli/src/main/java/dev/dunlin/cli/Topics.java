package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.TopicStats;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin topics}: lists the topics of a server. */
@Command(
        name = "topics",
        description = "Lists a server's topics: the oldest sequence kept, the next one to be given, and what is kept.")
final class Topics implements Callable<Integer> {

    private final Stdio stdio;

    @Mixin
    private Server server = new Server();

    @Option(names = "--json", description = "An object a line.")
    private boolean json;

    Topics(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        List<TopicStats> topics;
        try (Broker broker = server.connect(stdio)) {
            topics = broker.topics();
        }
        for (String line : json ? objects(topics) : table(topics)) {
            stdio.out().print(line);
            stdio.out().write('\n');
        }
        stdio.out().flush();
        return ExitCode.OK;
    }

    static List<String> objects(List<TopicStats> topics) {
        return topics.stream().map(Topics::object).toList();
    }

    static List<String> table(List<TopicStats> topics) {
        Columns table = new Columns().row("TOPIC", "FIRST", "NEXT", "MESSAGES", "MEMORY", "SUBSCRIPTIONS");
        for (TopicStats topic : topics) {
            table.row(
                    topic.name(),
                    Long.toString(topic.firstSequence()),
                    Long.toString(topic.nextSequence()),
                    Long.toString(topic.retainedMessages()),
                    Size.format(topic.retainedBytes()),
                    Integer.toString(topic.subscriptions()));
        }
        return table.lines();
    }

    private static String object(TopicStats topic) {
        return new JsonObject()
                .put("topic", topic.name())
                .put("firstSequence", topic.firstSequence())
                .put("nextSequence", topic.nextSequence())
                .put("retainedMessages", topic.retainedMessages())
                .put("retainedBytes", topic.retainedBytes())
                .put("subscriptions", topic.subscriptions())
                .toString();
    }
}
