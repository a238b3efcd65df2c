package dev.dunlin.simulation.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the record of a broker's drill notices, and what it excuses. */
class DeliveryRecordTest {

    private static final long FIRST = 77;
    private static final long SECOND = 33;
    private static final Gap REPLACED = new Gap("tides", 2, Gap.UNKNOWN, DropReason.BROKER_REPLACED);

    private final DeliveryRecord record = new DeliveryRecord();

    @BeforeEach
    void aBrokerIsReplaced() {
        record.onBroker(FIRST);
        record.onSubscriber("tern-1");
        store(FIRST, 0, "gull-1:0");
        store(FIRST, 1, "gull-1:2");
        record.onSeen("tern-1", FIRST, 0, "gull-1:0", -1);
        record.onSeen("tern-1", FIRST, 1, "gull-1:2", -1);
        record.onBroker(SECOND);
        store(SECOND, 0, "gull-1:4");
        store(SECOND, 1, "gull-1:6");
    }

    private void store(long epoch, long sequence, String value) {
        record.onPublish(value);
        record.onStored(epoch, sequence, value);
        record.onAcknowledged(epoch, sequence, value);
    }

    private List<String> judged() {
        return record.judge(SECOND).stream()
                .map(DrillReport.Violation::toString)
                .toList();
    }

    @Test
    void allThatTheLivingBrokerHasMustCome() {
        record.onGap("tern-1", REPLACED);
        record.onSeen("tern-1", SECOND, 0, "gull-1:4", -1);
        record.onSeen("tern-1", SECOND, 1, "gull-1:6", -1);
        assertThat(judged()).isEmpty();
    }

    @Test
    void aBrokerThatIsGoneIsNoExcuseForTheOneThatLives() {
        record.onGap("tern-1", REPLACED);
        record.onSeen("tern-1", SECOND, 0, "gull-1:4", -1);
        assertThat(judged()).singleElement().asString().contains("tern-1 never saw gull-1:6");
    }

    @Test
    void aGapOfAnEarlierBrokerIsNoExcuseEither() {
        record.onGap("tern-1", new Gap("tides", 1, 1, DropReason.SUBSCRIBER_BEHIND));
        record.onGap("tern-1", REPLACED);
        record.onSeen("tern-1", SECOND, 0, "gull-1:4", -1);
        assertThat(judged()).hasSize(1);
    }

    @Test
    void aGapOfTheLivingBrokerIsOne() {
        record.onGap("tern-1", REPLACED);
        record.onSeen("tern-1", SECOND, 0, "gull-1:4", -1);
        record.onGap("tern-1", new Gap("tides", 1, 1, DropReason.SUBSCRIBER_BEHIND));
        assertThat(judged()).isEmpty();
    }

    @Test
    void whoGoesOverToAnotherBrokerMustBeTold() {
        record.onSeen("tern-1", SECOND, 0, "gull-1:4", -1);
        record.onSeen("tern-1", SECOND, 1, "gull-1:6", -1);
        assertThat(judged()).singleElement().asString().contains("not told that the broker is another");
    }

    @Test
    void whatTwoBrokersHaveAtTheSamePlaceCountsForBoth() {
        record.onBroker(5);
        record.onStored(5, 0, "gull-1:4");
        record.onAcknowledged(5, 0, "gull-1:4");
        record.onGap("tern-1", REPLACED);
        record.onSeen("tern-1", 5, 0, "gull-1:4", -1);
        assertThat(record.judge(5L)).isEmpty();
    }

    @Test
    void whoIsGoneIsOwedNothing() {
        record.onGap("tern-1", REPLACED);
        record.onGone("tern-1");
        assertThat(judged()).isEmpty();
        assertThat(record.judge(null)).isEmpty();
    }

    @Test
    void whatAPublisherPublishedStandsInItsOrderInEachBroker() {
        for (String publisher : List.of("gull-1", "gull-10")) {
            record.onStored(FIRST, publisher.length(), publisher + ":3");
            record.onStored(SECOND, publisher.length(), publisher + ":3");
        }
        assertThat(record.judge(null))
                .extracting(DrillReport.Violation::toString)
                .singleElement()
                .asString()
                .contains("gull-1:3")
                .contains("behind gull-1:6");
    }
}
