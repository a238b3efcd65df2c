package dev.dunlin.simulation;

import java.util.function.BiFunction;

/**
 * Looks for the first seed for which a drill fails. Loaded once more beside each planted bug, and called through {@link
 * BiFunction}, which all class loaders share.
 */
public final class Hunt implements BiFunction<String, long[], String> {

    /** For the class loader. */
    public Hunt() {}

    /**
     * Hunts.
     *
     * @param drill which drill
     * @param range the first seed, and how many
     * @return how many seeds it took, a blank, and which checker noticed; empty if none did
     */
    @Override
    public String apply(String drill, long[] range) {
        for (long i = 0; i < range[1]; i++) {
            Simulation simulation = Simulation.of(
                    SimulationConfig.seed(range[0] + i).withMaxTraceEvents(0).withMaxEvents(3_000_000));
            try {
                if (drill.equals(PlantedBug.Drill.BROKER.name())) {
                    DrillProperties.broker(simulation);
                } else {
                    DrillProperties.call(simulation);
                }
            } catch (AssertionError | RuntimeException e) {
                return (i + 1) + " " + checker(e);
            }
        }
        return "";
    }

    private static String checker(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String[] lines = message.split("\n", -1);
        return failure instanceof AssertionError && lines.length > 1
                ? lines[1].strip().replaceFirst(":.*", "")
                : failure.getClass().getSimpleName();
    }
}
