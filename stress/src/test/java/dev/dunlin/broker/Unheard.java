package dev.dunlin.broker;

/** A passage of which nobody is told. */
enum Unheard implements Passage {
    PASSAGE;

    @Override
    public void expired(int count) {}

    @Override
    public void dropped(long first, long count) {}
}
