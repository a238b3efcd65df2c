package dev.dunlin.broker;

/** The readers of one topic that one {@link Dispatcher} serves. */
final class DispatcherFeed extends Feed {

    private final Dispatcher dispatcher;

    DispatcherFeed(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    void enqueue() {
        dispatcher.enqueue(this);
    }
}
