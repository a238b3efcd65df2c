package dev.dunlin.tidy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/**
 * STYLE 18: time, threads and chance are constructor arguments. Only {@code SystemEnvironment} and the hidden classes
 * beside it may touch the machine's.
 */
final class EnvironmentRule implements Rule {

    private static final String HOME = "dev.dunlin.environment";

    private static final Set<String> FORBIDDEN = Set.of(
            "System.nanoTime",
            "System.currentTimeMillis",
            "Instant.now",
            "LocalDateTime.now",
            "ZonedDateTime.now",
            "OffsetDateTime.now",
            "Clock.systemUTC",
            "Clock.systemDefaultZone",
            "Clock.tickMillis",
            "Clock.tickSeconds",
            "Ticker.systemTicker",
            "Scheduler.systemScheduler",
            "Thread.sleep",
            "Thread.startVirtualThread",
            "Thread.ofVirtual",
            "Thread.ofPlatform",
            "new Thread",
            "new Timer",
            "new ForkJoinPool",
            "new ThreadPoolExecutor",
            "new ScheduledThreadPoolExecutor",
            "ForkJoinPool.commonPool",
            "CompletableFuture.delayedExecutor",
            "Math.random",
            "new Random",
            "new SecureRandom",
            "new SplittableRandom",
            "RandomGenerator.getDefault",
            "RandomGenerator.of",
            "ThreadLocalRandom.current",
            "UUID.randomUUID");

    private static final Pattern EXECUTORS = Pattern.compile("Executors\\..*");
    private static final Pattern SLEEP = Pattern.compile("(?:[A-Z_]+|TimeUnit)\\.sleep");
    private static final Set<String> HIDDEN_TIMER = Set.of("orTimeout", "completeOnTimeout", "parallelStream");

    /** CompletableFuture's methods, and how many arguments each has when it is given its executor. */
    private static final Map<String, Integer> ASYNC = Map.ofEntries(
            Map.entry("supplyAsync", 2),
            Map.entry("runAsync", 2),
            Map.entry("completeAsync", 2),
            Map.entry("thenApplyAsync", 2),
            Map.entry("thenAcceptAsync", 2),
            Map.entry("thenRunAsync", 2),
            Map.entry("thenComposeAsync", 2),
            Map.entry("handleAsync", 2),
            Map.entry("whenCompleteAsync", 2),
            Map.entry("exceptionallyAsync", 2),
            Map.entry("exceptionallyComposeAsync", 2),
            Map.entry("thenCombineAsync", 3),
            Map.entry("thenAcceptBothAsync", 3),
            Map.entry("runAfterBothAsync", 3),
            Map.entry("applyToEitherAsync", 3),
            Map.entry("acceptEitherAsync", 3),
            Map.entry("runAfterEitherAsync", 3));

    @Override
    public List<String> findings(Source source) {
        boolean home = source.packageName().equals(HOME);
        if (home && (hidden(source) || source.fileName().equals("SystemEnvironment.java"))) {
            return List.of();
        }
        List<Calls.Use> uses = Calls.in(source);
        return uses.stream()
                .filter(use -> forbidden(use, uses, home))
                .map(use -> source.at(use.tree()) + ": " + use.name() + " belongs to the environment (rule 18)")
                .toList();
    }

    private static boolean forbidden(Calls.Use use, List<Calls.Use> uses, boolean home) {
        // A seeded SplittableRandom is no chance at all: the virtual environment draws from one.
        if (use.name().equals("new SplittableRandom") && use.arguments() == 1) {
            return false;
        }
        Integer complete = ASYNC.get(use.member());
        return FORBIDDEN.contains(use.name())
                || EXECUTORS.matcher(use.name()).matches()
                || SLEEP.matcher(use.name()).matches()
                || HIDDEN_TIMER.contains(use.member())
                || (complete != null && use.arguments() >= 0 && use.arguments() < complete)
                || (!home && use.name().startsWith("LockSupport.park"))
                || (use.name().equals("Caffeine.newBuilder") && !given(uses));
    }

    /** Caffeine left alone runs on the common pool and reads the system's clock. */
    private static boolean given(List<Calls.Use> uses) {
        boolean executor = uses.stream().anyMatch(use -> use.member().equals("executor"));
        boolean expires = uses.stream().anyMatch(use -> use.member().startsWith("expire"));
        boolean ticker = uses.stream().anyMatch(use -> use.member().equals("ticker"));
        return executor && (!expires || ticker);
    }

    private static boolean hidden(Source source) {
        return source.types().stream()
                .noneMatch(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC));
    }
}
