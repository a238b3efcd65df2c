package dev.dunlin.benchmarks.inmemory;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LMAX Disruptor: one ring, a thread for each subscriber, payloads by reference. */
final class DisruptorBus implements Bus {

    private static final class Slot {
        private byte @Nullable [] payload;
    }

    private final Disruptor<Slot> disruptor;

    DisruptorBus(boolean yielding, int publishers, List<Meter> subscribers) {
        disruptor = new Disruptor<>(
                Slot::new,
                MAX_WAITING,
                DaemonThreadFactory.INSTANCE,
                publishers == 1 ? ProducerType.SINGLE : ProducerType.MULTI,
                yielding ? new YieldingWaitStrategy() : new BlockingWaitStrategy());
        for (Meter subscriber : subscribers) {
            disruptor.handleEventsWith(handler(subscriber));
        }
        disruptor.start();
    }

    private static EventHandler<Slot> handler(Meter subscriber) {
        return (slot, sequence, endOfBatch) -> {
            byte[] payload = slot.payload;
            if (payload != null) {
                subscriber.accept(payload);
            }
        };
    }

    @Override
    public Sender sender() {
        RingBuffer<Slot> ring = disruptor.getRingBuffer();
        return payload -> {
            long sequence = ring.next();
            ring.get(sequence).payload = payload;
            ring.publish(sequence);
        };
    }

    @Override
    public void close() {
        disruptor.halt();
    }
}
