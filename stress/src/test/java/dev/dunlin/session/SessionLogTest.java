package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a server logs, by any facade that binds System.Logger: here java.util.logging. */
final class SessionLogTest {

    static final Pattern LINE =
            Pattern.compile("event=[a-z-]+( [a-z]+=([^\\s\"=]++|\"([^\"\\\\\\p{Cntrl}]++|\\\\[\"\\\\u])*+\"))*+");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void everyEventIsOneLineOfKeysAndValuesWhateverClientsSay() {
        Logger logger = Logger.getLogger("dev.dunlin.session");
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
        try {
            for (int seed = 0; seed < 500; seed++) {
                byte[] input = new byte[400];
                new Random(seed).nextBytes(input);
                SessionFuzz.fuzzerTestOneInput(input);
            }
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }

        assertThat(records)
                .extracting(LogRecord::getMessage)
                .allMatch(line -> LINE.matcher(line).matches());
        assertThat(records)
                .extracting(record -> record.getMessage().split(" ", 2)[0])
                .contains("event=listening", "event=opened", "event=refused", "event=closed", "event=settings-refused");
        assertThat(records)
                .filteredOn(record -> record.getMessage().startsWith("event=opened")
                        || record.getMessage().startsWith("event=closed"))
                .extracting(LogRecord::getLevel)
                .containsOnly(Level.FINE);
    }
}
