package dev.dunlin.benchmarks.modes;

import dev.dunlin.environment.Environment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Clients of an aphorism server on the port that is the argument. On its input it is told {@code ask MILLIS}: a share of the
 * clients dawdles; or {@code dawdle MILLIS}: all of them do, for longer; and says what was answered in that time: seconds,
 * answers, the median and the 99th percentile of an answer's time in microseconds, and the 99th percentile in milliseconds
 * of the time from connecting to a client's first answer, or NaN if no client had its first.
 */
final class AphorismLoad {

    static final int CLIENTS = 64;
    static final int QUESTIONS = 500;
    static final int ONE_DAWDLES_IN = 4;
    static final long PAUSE_MILLIS = 5;

    /** The pause before each question while all dawdle. */
    private static final long LONG_PAUSE_MILLIS = 100;

    private static final long MOST_NANOS = 600_000_000_000L;

    private final Environment environment = Environment.system();
    private final URI address;
    private final Recorder answers = new Recorder(MOST_NANOS, 3);
    private final Recorder firsts = new Recorder(MOST_NANOS, 3);
    private final LongAdder answered = new LongAdder();
    private volatile boolean allDawdle;

    private AphorismLoad(URI address) {
        this.address = address;
    }

    public static void main(String[] arguments) throws InterruptedException {
        AphorismLoad load = new AphorismLoad(URI.create("tcp://127.0.0.1:" + arguments[0]));
        for (int i = 0; i < CLIENTS; i++) {
            Asker.begin(load, i % ONE_DAWDLES_IN == 0);
        }
        while (load.answered.sum() == 0) {
            Thread.sleep(10);
        }
        System.out.println("ready");
        Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8);
        while (orders.hasNext()) {
            load.allDawdle = orders.next().equals("dawdle");
            load.measure(orders.nextLong());
        }
        Runtime.getRuntime().halt(0);
    }

    private void measure(long millis) throws InterruptedException {
        answers.reset();
        firsts.reset();
        long begun = environment.clock().nanos();
        long before = answered.sum();
        Thread.sleep(millis);
        double seconds = (environment.clock().nanos() - begun) / 1e9;
        long count = answered.sum() - before;
        Histogram times = answers.getIntervalHistogram();
        Histogram first = firsts.getIntervalHistogram();
        System.out.println(String.format(
                Locale.ROOT,
                "answered %.3f %d %.1f %.1f %.2f",
                seconds,
                count,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                first.getTotalCount() == 0 ? Double.NaN : first.getValueAtPercentile(99) / 1e6));
    }

    Environment environment() {
        return environment;
    }

    URI address() {
        return address;
    }

    /** How long to wait before the next question, in milliseconds. */
    long pauseMillis(boolean dawdles) {
        return allDawdle ? LONG_PAUSE_MILLIS : dawdles ? PAUSE_MILLIS : 0;
    }

    void answered(long nanos) {
        answered.increment();
        answers.recordValue(Math.min(nanos, MOST_NANOS));
    }

    void firstAnswered(long nanos) {
        firsts.recordValue(Math.min(nanos, MOST_NANOS));
    }
}
