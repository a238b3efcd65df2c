package dev.dunlin.benchmarks.overtcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes to the relay and who subscribes. What is read from a publisher goes into the log, if there is one, and, as
 * it is, to every subscriber; while one of them cannot take more, nothing is read. Used by the event loop alone.
 */
final class RelayHub {

    private final @Nullable RelayLog log;
    private final List<Channel> publishers = new ArrayList<>();
    private final List<Channel> subscribers = new ArrayList<>();

    RelayHub(@Nullable RelayLog log) {
        this.log = log;
    }

    void addPublisher(Channel channel) {
        publishers.add(channel);
        channel.config().setAutoRead(canTakeMore());
    }

    void addSubscriber(Channel channel) {
        subscribers.add(channel);
    }

    void remove(Channel channel) {
        publishers.remove(channel);
        if (subscribers.remove(channel)) {
            holdUpOrLetGo();
        }
    }

    /** Keeps and passes on the whole frames that a buffer begins with, and leaves the rest unread. */
    void publish(ByteBuf buffer) {
        long now = System.nanoTime();
        int start = buffer.readerIndex();
        int at = start;
        int end = buffer.writerIndex();
        while (end - at >= Integer.BYTES) {
            int length = Integer.BYTES + buffer.getInt(at);
            if (length < Integer.BYTES || length > RelayWire.MAX_FRAME_BYTES) {
                throw new IllegalArgumentException("frame of " + length + " bytes");
            }
            if (end - at < length) {
                break;
            }
            if (log != null) {
                log.append(buffer, at, length, now);
            }
            at += length;
        }
        if (at > start) {
            for (Channel subscriber : subscribers) {
                var unused = subscriber.write(buffer.retainedSlice(start, at - start), subscriber.voidPromise());
            }
            buffer.readerIndex(at);
        }
    }

    /** Sends what was passed on. */
    void flush() {
        subscribers.forEach(Channel::flush);
        holdUpOrLetGo();
    }

    void holdUpOrLetGo() {
        boolean read = canTakeMore();
        publishers.forEach(publisher -> publisher.config().setAutoRead(read));
    }

    private boolean canTakeMore() {
        return subscribers.stream().allMatch(Channel::isWritable);
    }
}
