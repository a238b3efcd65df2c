package dev.dunlin.simulation;

import java.util.List;

/**
 * A bug to be planted into a copy of the shipped code.
 *
 * @param name what is wrong, in words
 * @param drill which drill is to find it
 * @param file the source, below core's packages
 * @param before what stands there, exactly once
 * @param after what is put in its place
 */
record PlantedBug(String name, Drill drill, String file, String before, String after) {

    /** Who looks for it. */
    enum Drill {
        BROKER,
        CALL
    }

    /** All of them. */
    static final List<PlantedBug> ALL = List.of(
            new PlantedBug(
                    "a message's expiry is not looked at when it is handed out here",
                    Drill.BROKER,
                    "broker/DeliveryClock",
                    "return expiresMillis <= nowMillis;",
                    "return false;"),
            new PlantedBug(
                    "a message's expiry is not looked at when it is handed out there",
                    Drill.BROKER,
                    "session/BrokerTime",
                    "return expires <= nowMillis;",
                    "return false;"),
            new PlantedBug(
                    "the broker's time is reckoned by the wall clock alone",
                    Drill.BROKER,
                    "session/BrokerTime",
                    "Math.floorDiv(clock.nanos(), NANOS_PER_MILLI)",
                    "clock.millis()"),
            new PlantedBug(
                    "the broker's time is reckoned by the clock for spans alone",
                    Drill.BROKER,
                    "session/BrokerTime",
                    "return Math.max(wall.at(now.wallMillis()), spans.at(now.spanMillis())) + clock.lagMillis();",
                    "return spans.at(now.spanMillis()) + clock.lagMillis();"),
            new PlantedBug(
                    "what is published again is stored again",
                    Drill.BROKER,
                    "session/PublishAdapter",
                    "if (memory == null || frame.firstId() > memory.lastId()) {",
                    "if (memory != null || frame.firstId() > 0) {"),
            new PlantedBug(
                    "a publisher's memory holds one message more than was stored",
                    Drill.BROKER,
                    "session/PublisherMemory",
                    "lastId = end - 1;",
                    "lastId = end;"),
            new PlantedBug(
                    "another broker is taken for the same",
                    Drill.BROKER,
                    "session/ClientSession",
                    "boolean same = welcome.epoch() == epoch;",
                    "boolean same = true;"),
            new PlantedBug(
                    "a message is acknowledged before it is stored",
                    Drill.BROKER,
                    "session/PublishAdapter",
                    "            answers.accept(firstId, topic.publish(first.payload(), terms));\n",
                    """
                                answers.repeat(List.of(new dev.dunlin.transport.Frame.Accepted(firstId, 1,
                                        broker.topics().get(0).nextSequence(),
                                        environment.clock().millis(), Envelope.NEVER, 0)));
                                environment.scheduler().schedule(1, () -> link.execute(() -> {
                                    if (!stopped) {
                                        topic.publish(first.payload(), terms);
                                    }
                                }));
                    """),
            new PlantedBug(
                    "of another broker a subscription sees what is published from then on",
                    Drill.BROKER,
                    "session/Progress",
                    "        otherwise = Position.earliest();\n        return gaps;",
                    "        otherwise = Position.latest();\n        return gaps;"),
            new PlantedBug(
                    "a subscription is not told that the broker is another",
                    Drill.BROKER,
                    "session/RemoteSubscription",
                    "gaps.subList(0, Math.min(gaps.size(), MOST_GAPS_TOLD)).forEach(inbox::put);",
                    ""),
            new PlantedBug(
                    "a subscription resumes one too far",
                    Drill.BROKER,
                    "session/Progress",
                    "starts.put(entry.getKey(), place.oldest());",
                    "starts.put(entry.getKey(), place.oldest() + 1);"),
            new PlantedBug(
                    "credit leaks at the server",
                    Drill.BROKER,
                    "session/ServedSubscription",
                    "                deliveries.add(next);\n                taken++;\n                bytes += cost;\n",
                    "                deliveries.add(next);\n                taken++;\n                bytes += cost;\n                creditBytes -= 20;\n"),
            new PlantedBug(
                    "what was handed out is not counted as consumed",
                    Drill.BROKER,
                    "session/Inbox",
                    "takenBytes.setOpaque(takenBytes.getPlain() + bytes);",
                    "takenBytes.setOpaque(takenBytes.getPlain());"),
            new PlantedBug(
                    "credit is not granted again",
                    Drill.BROKER,
                    "session/Inbox",
                    "grant.accept(more);",
                    "grant.accept(more / 2);"),
            new PlantedBug(
                    "a batch is reordered",
                    Drill.BROKER,
                    "session/ServedSubscription",
                    "batch.add(next);",
                    "batch.add(0, next);"),
            new PlantedBug(
                    "a subscription that goes on is not looked after until more comes",
                    Drill.BROKER,
                    "broker/InMemorySubscription",
                    "        paused = false;\n        signalAll();",
                    "        paused = false;"),
            new PlantedBug(
                    "a silent peer is never given up",
                    Drill.BROKER,
                    "session/Heartbeat",
                    "} else if (++silent >= MOST_SILENT) {",
                    "} else if (++silent >= 1_000_000) {"),
            new PlantedBug(
                    "what was not answered is not sent again",
                    Drill.BROKER,
                    "session/SessionProxy",
                    "            again.addAll(pending);\n",
                    ""),
            new PlantedBug(
                    "a request that comes again is carried out again",
                    Drill.CALL,
                    "call/Replica",
                    "if (known != null) {",
                    "if (known != null && maxInProgress < 0) {"),
            new PlantedBug(
                    "a request is sent again under another number",
                    Drill.CALL,
                    "call/Asker",
                    "                seat.number,\n                seat.attempts,",
                    "                seat.number + 1_000_000L * (seat.attempts - 1),\n                seat.attempts,"),
            new PlantedBug(
                    "a replica that was started anew is asked again",
                    Drill.CALL,
                    "call/Asker",
                    "if (seat.mayHaveExecuted && seat.epoch != seat.member.link().epoch() && !options.idempotent()) {",
                    "if (seat.attempts < 0) {"),
            new PlantedBug(
                    "half is a majority", Drill.CALL, "call/Agreement", "total -> total / 2 + 1", "total -> total / 2"),
            new PlantedBug(
                    "different answers are the same",
                    Drill.CALL,
                    "call/Ballot",
                    "same.test(bloc.answer, answer)",
                    "bloc.answer != null"),
            new PlantedBug(
                    "the deadline of a call is not kept",
                    Drill.CALL,
                    "call/Canvass",
                    "        if (now >= deadlineNanos) {",
                    "        if (now >= deadlineNanos + 10_000_000_000L) {"),
            new PlantedBug(
                    "a caller's memory is dropped as soon as it answers",
                    Drill.CALL,
                    "call/Replica",
                    "memory.grow(entry, returned.body().length);",
                    "memory.remove(entry.request.number(), entry);"));
}
