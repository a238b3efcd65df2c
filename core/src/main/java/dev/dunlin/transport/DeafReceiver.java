package dev.dunlin.transport;

/** Takes no notice of what comes. */
enum DeafReceiver implements Receiver {
    INSTANCE;

    @Override
    public void onFrame(Frame frame) {}

    @Override
    public void onPause() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(Closed how) {}
}
