package dev.dunlin.session;

import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;

/** Takes what a refused client still says. */
enum Silent implements Receiver {
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
