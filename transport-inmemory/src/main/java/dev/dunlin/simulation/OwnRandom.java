package dev.dunlin.simulation;

import java.util.random.RandomGenerator;

/** Chance for one thread: another that draws meets an exception, before anything is drawn. */
final class OwnRandom implements RandomGenerator {

    private final Runnable check;
    private final RandomGenerator inner;

    OwnRandom(Runnable check, RandomGenerator inner) {
        this.check = check;
        this.inner = inner;
    }

    private RandomGenerator mine() {
        check.run();
        return inner;
    }

    @Override
    public long nextLong() {
        return mine().nextLong();
    }

    @Override
    public long nextLong(long bound) {
        return mine().nextLong(bound);
    }

    @Override
    public long nextLong(long origin, long bound) {
        return mine().nextLong(origin, bound);
    }

    @Override
    public int nextInt() {
        return mine().nextInt();
    }

    @Override
    public int nextInt(int bound) {
        return mine().nextInt(bound);
    }

    @Override
    public int nextInt(int origin, int bound) {
        return mine().nextInt(origin, bound);
    }

    @Override
    public double nextDouble() {
        return mine().nextDouble();
    }

    @Override
    public boolean nextBoolean() {
        return mine().nextBoolean();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        mine().nextBytes(bytes);
    }
}
