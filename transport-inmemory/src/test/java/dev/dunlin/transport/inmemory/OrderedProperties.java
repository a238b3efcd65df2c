package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.dunlin.broker.Ttl;
import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.call.ordered.OrderedStats;
import dev.dunlin.call.ordered.OrderedStats.Standing;
import dev.dunlin.contracts.history.History;
import dev.dunlin.contracts.history.Linearizability;
import dev.dunlin.contracts.history.Operation;
import dev.dunlin.contracts.history.RegisterModel;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever goes wrong with a minority of the replicas and with connections to the broker: all replicas go through the same
 * states, nothing is carried out twice, each caller sees what it has written, and the register is linearizable.
 */
class OrderedProperties {

    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 80;

    /** How long a replica takes at most to begin anything: otherwise all would happen at one instant. */
    private static final Duration PACE = Duration.ofMillis(3);

    /** How many steps of 2 ms a replica has to become well. */
    private static final int PATIENCE = 30_000;

    private static final long MAX_CONFIGURATIONS = 500_000;
    private static final double LEAST_OVERLAP = 0.1;

    /** Faults at random: one replica at a time is down, slow, or cut off for good; anybody's connection may be cut. */
    private static final class Trouble {

        private final OrderedScene scene;
        private final Random random;
        private final List<Cuttable> lines;
        private final OrderedCall notice;
        private int victim = -1;
        private int healed;
        private int replacements;

        Trouble(OrderedScene scene, List<Cuttable> lines, Random random, int replacements) {
            this.scene = scene;
            this.lines = lines;
            this.notice = scene.caller();
            this.random = random;
            this.replacements = replacements;
        }

        void strike() {
            switch (random.nextInt(12)) {
                case 0 -> lines.get(random.nextInt(lines.size())).cut();
                case 1 ->
                    scene.posts.get(random.nextInt(scene.posts.size())).line.cut();
                case 2 -> {
                    if (claim()) {
                        scene.posts.get(victim).crash();
                    }
                }
                case 3 -> {
                    if (claim()) {
                        scene.posts.get(victim).pace.slow(Duration.ofMillis(1 + random.nextInt(300)));
                    }
                }
                case 4 -> {
                    if (claim()) {
                        scene.posts.get(victim).line.down(true);
                        // Long enough for a short log to have lost what it misses.
                        scene.advance(Duration.ofMillis(random.nextInt(800)));
                    }
                }
                case 5, 6 -> heal();
                case 7 -> replaceBroker();
                default -> {
                    // Nothing goes wrong.
                }
            }
        }

        private boolean claim() {
            if (victim >= 0) {
                return false;
            }
            victim = random.nextInt(scene.posts.size());
            return true;
        }

        void heal() {
            if (victim >= 0) {
                OrderedScene.Post post = scene.posts.get(victim);
                victim = -1;
                post.line.down(false);
                post.pace.slow(PACE);
                if (!post.runs()) {
                    post.start();
                }
                // The next victim waits until this one is well: two of three together are no minority.
                awaitWell();
                healed++;
            }
        }

        private void replaceBroker() {
            heal();
            if (replacements > 0) {
                replacements--;
                scene.replaceBroker();
                // A replica that loses its memory while the broker loses the log is more than is promised.
                awaitWell();
            }
        }

        /** Waits until all are of one epoch, and have come as far as the furthest of it. */
        private void awaitWell() {
            long wanted = -1;
            for (int i = 0; i < PATIENCE; i++) {
                List<OrderedStats> stats =
                        scene.posts.stream().map(OrderedScene.Post::stats).toList();
                boolean together = stats.stream()
                        .allMatch(one -> one.standing() == Standing.FOLLOWING
                                && one.epoch() == scene.broker().epoch());
                if (together && wanted < 0) {
                    wanted = stats.stream()
                            .mapToLong(OrderedStats::position)
                            .max()
                            .orElseThrow();
                }
                long least = wanted;
                if (together && stats.stream().allMatch(one -> one.position() >= least)) {
                    return;
                }
                if (i % 500 == 499) {
                    // Who has missed the end of a short log learns of it by the next entry.
                    notice.startWrite("get", Register.bytes());
                }
                scene.advance(Duration.ofMillis(2));
            }
            fail("not well: "
                    + scene.posts.stream().map(OrderedScene.Post::stats).toList());
        }
    }

    @Property(tries = 40)
    void aRegisterOfThreeIsLinearizable(@ForAll long seed) {
        run(seed, Ttl.FOREVER, 0);
    }

    @Property(tries = 30)
    void soItIsWhenTheBrokerIsReplaced(@ForAll long seed) {
        run(seed, Ttl.FOREVER, 2);
    }

    @Property(tries = 25)
    void soItIsWhenTheLogIsShort(@ForAll long seed) {
        boolean fetched = run(seed, Duration.ofMillis(400), 0) > 0;
        Statistics.label("a snapshot was fetched").collect(fetched);
        Statistics.label("a snapshot was fetched")
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
    }

    /** Gives how many snapshots were fetched by the replicas that live at the end. */
    private static long run(long seed, Duration ttl, int replacements) {
        Random random = new Random(seed);
        History<Input, Long> history = new History<>();
        AtomicInteger ids = new AtomicInteger();
        try (OrderedScene scene = OrderedScene.virtual(seed, ttl)) {
            scene.posts.forEach(OrderedScene.Post::start);
            scene.advance(Duration.ofSeconds(1));
            List<Cuttable> lines = new ArrayList<>();
            List<CompletableFuture<Void>> running = new ArrayList<>();
            List<RegisterClient> clients = new ArrayList<>();
            scene.posts.forEach(post -> post.pace.slow(PACE));
            for (int i = 0; i < CLIENTS; i++) {
                Cuttable line = scene.line();
                lines.add(line);
                clients.add(new RegisterClient(
                        scene.world, scene.caller(line), history, ids, random.nextLong(), OPERATIONS, 12_000));
                running.add(clients.get(i).start());
            }
            Trouble trouble = new Trouble(scene, lines, random, replacements);
            while (!running.stream().allMatch(CompletableFuture::isDone)) {
                scene.advance(Duration.ofMillis(1 + random.nextInt(10)));
                trouble.strike();
            }
            trouble.heal();
            Statistics.label("replicas that went wrong").collect(trouble.healed > 2);
            Statistics.label("replacements that were not made").collect(trouble.replacements);
            scene.advance(Duration.ofMinutes(1));
            assertThat(clients)
                    .as("seed %s", seed)
                    .allMatch(client -> client.complaint().isEmpty());
            assertThat(clients).allMatch(client -> client.reads() > OPERATIONS / 10);
            check(scene, history.operations(), seed);
            return scene.posts.stream()
                    .mapToLong(post -> post.stats().imagesRestored())
                    .sum();
        }
    }

    private static void check(OrderedScene scene, List<Operation<Input, Long>> operations, long seed) {
        assertThat(scene.witness.complaints()).as("seed %s", seed).isEmpty();
        // One last word brings those to light that have missed the end of the log.
        OrderedCall last = scene.caller();
        last.write("set", Register.bytes(99));
        scene.advance(Duration.ofMinutes(1));
        assertThat(scene.posts)
                .as("seed %s", seed)
                .allMatch(post ->
                        post.stats().position() == scene.posts.get(0).stats().position())
                .allMatch(post -> Register.number(post.register.get(null)) == 99);
        double overlap = History.overlapShare(operations);
        Statistics.label("overlapping, tenths").collect(Math.floor(overlap * 10));
        assertThat(overlap)
                .as("share of operations that overlapped, seed %s", seed)
                .isGreaterThan(LEAST_OVERLAP);
        assertThat(operations.stream().filter(Operation::isComplete).count())
                .as("answered of %s", operations.size())
                .isGreaterThan(operations.size() * 8L / 10);
        assertThat(Linearizability.check(new RegisterModel(), operations, MAX_CONFIGURATIONS))
                .as("seed %s: %s", seed, operations)
                .isInstanceOf(Verdict.Linearizable.class);
    }
}
