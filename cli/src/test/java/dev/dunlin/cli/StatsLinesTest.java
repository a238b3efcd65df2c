package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.ServerStats;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatsLinesTest {

    private static final BrokerStats STATS = new BrokerStats(
            -1,
            2,
            3,
            400,
            1_200,
            5,
            6,
            7,
            8,
            9,
            100,
            65_536,
            1 << 30,
            10,
            11,
            14,
            Map.of(DropReason.MEMORY_FULL, 12L),
            Map.of(Reason.TOO_LARGE, 13L, Reason.REJECTED, 2L));

    @Test
    void jsonHasAMemberForEachNumberThatABrokerCounts() {
        Map<String, ?> members = JsonReader.read(StatsLines.object(STATS, Optional.empty()));
        assertThat(members.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BrokerStats.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        assertThat(members.get("epoch")).isEqualTo("ffffffffffffffff");
        assertThat(members.get("delivered")).isEqualTo(1_200L);
        assertThat(members.get("dropped")).isEqualTo(Map.of("MEMORY_FULL", 12L));
        assertThat(members.get("refused")).isEqualTo(Map.of("TOO_LARGE", 13L, "REJECTED", 2L));
    }

    @Test
    void whatTheServerSaysOfItselfIsAdded() {
        ServerStats server = new ServerStats(
                2,
                5,
                Map.of(CloseReason.NORMAL, 3L),
                1,
                Map.of(ServerStats.Limit.CONNECTIONS, 4L),
                60,
                70,
                Map.of(Reason.LIMIT_REACHED, 8L),
                9,
                10);
        Map<String, ?> members = JsonReader.read(StatsLines.object(STATS, Optional.of(server)));
        assertThat(members.get("connections")).isEqualTo(2L);
        assertThat(members.get("publishersForgotten")).isEqualTo(10L);
        assertThat(members.get("connectionsClosed")).isEqualTo(Map.of("NORMAL", 3L));
        assertThat(members.get("requestsRefused")).isEqualTo(Map.of("LIMIT_REACHED", 8L));
        assertThat(StatsLines.list(STATS, Optional.of(server)))
                .anyMatch(line -> line.matches("connections +2"))
                .anyMatch(line -> line.matches("connections closed NORMAL +3"))
                .anyMatch(line -> line.matches("connections full CONNECTIONS +4"))
                .anyMatch(line -> line.matches("expired on the way +9"))
                .anyMatch(line -> line.matches("publishers forgotten +10"));
    }

    @Test
    void textHasALineForEach() {
        List<String> lines = StatsLines.list(STATS, Optional.empty());
        assertThat(lines).hasSize(BrokerStats.class.getRecordComponents().length - 2 + 3);
        assertThat(lines).anyMatch(line -> line.matches("delivered +1200"));
        assertThat(lines).anyMatch(line -> line.matches("memory at most +1 GiB"));
        assertThat(lines).anyMatch(line -> line.matches("dropped MEMORY_FULL +12"));
        assertThat(lines).anyMatch(line -> line.matches("refused TOO_LARGE +13"));
    }

    @Test
    void watchedIsWhatCameInASecondUnderItsHeader() {
        BrokerStats later = new BrokerStats(
                -1,
                2,
                4,
                1_400,
                4_200,
                5,
                6,
                7,
                8,
                19,
                1_100,
                131_072,
                1 << 30,
                10,
                11,
                14,
                Map.of(DropReason.MEMORY_FULL, 12L),
                Map.of(Reason.TOO_LARGE, 17L, Reason.REJECTED, 2L));
        ServerStats server = new ServerStats(3, 5, Map.of(), 1, Map.of(), 60, 70, Map.of(), 9, 10);
        String line = StatsLines.watchLine(STATS, later, Optional.of(server), 2_000_000_000L);
        assertThat(line.strip().split(" {2,}"))
                .containsExactly("500", "1500", "5", "2", "0", "1100", "128 KiB", "4", "14", "3");
        assertThat(line).hasSameSizeAs(StatsLines.watchHeader());
    }

    @Test
    void topicsAreATableOrObjects() {
        List<TopicStats> topics = List.of(new TopicStats("a", 1, 3, 2, 2_048, 0), new TopicStats("a.b", 0, 0, 0, 0, 1));
        assertThat(Topics.table(topics))
                .containsExactly(
                        "TOPIC  FIRST  NEXT  MESSAGES  MEMORY  SUBSCRIPTIONS",
                        "a          1     3         2   2 KiB              0",
                        "a.b        0     0         0     0 B              1");
        assertThat(JsonReader.read(Topics.objects(topics).get(0)))
                .isEqualTo(Map.of(
                        "topic",
                        "a",
                        "firstSequence",
                        1L,
                        "nextSequence",
                        3L,
                        "retainedMessages",
                        2L,
                        "retainedBytes",
                        2_048L,
                        "subscriptions",
                        0L));
    }
}
