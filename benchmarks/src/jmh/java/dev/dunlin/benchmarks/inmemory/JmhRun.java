package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs one JMH method in this process, which is fresh already.
 *
 * <p>Arguments: method of {@link PublishBenchmark}, warm-up and window in milliseconds, each parted into three
 * iterations.
 */
final class JmhRun {

    private static final int ITERATIONS = 3;

    private JmhRun() {}

    public static void main(String[] arguments) throws RunnerException {
        PrintStream output = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true));
        Options options = new OptionsBuilder()
                .include(PublishBenchmark.class.getName().replace(".", "\\.") + "\\." + arguments[0] + "$")
                .forks(0)
                .warmupIterations(ITERATIONS)
                .warmupTime(part(arguments[1]))
                .measurementIterations(ITERATIONS)
                .measurementTime(part(arguments[2]))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Result<?> result = new Runner(options).runSingle().getPrimaryResult();
        System.setOut(output);
        Child.result(new Outcome.Measured(result.getScore(), Map.of()));
    }

    private static TimeValue part(String millis) {
        return TimeValue.milliseconds(Long.parseLong(millis) / ITERATIONS);
    }
}
