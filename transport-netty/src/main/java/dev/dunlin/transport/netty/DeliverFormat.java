package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Delivery;
import java.util.ArrayList;

/** {@code Deliver} by hand. */
final class DeliverFormat {

    private static final int SUBSCRIPTION = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int DELIVERIES = 2 << FieldType.BITS | FieldType.LENGTH;

    private DeliverFormat() {}

    static long size(Frame.Deliver frame) {
        long size = FieldSize.int64Unless0(SUBSCRIPTION, frame.subscription());
        Envelope before = null;
        for (Delivery delivery : frame.deliveries()) {
            Envelope envelope = delivery.envelope();
            size += FieldSize.length(DELIVERIES, DeliveryFormat.size(envelope, delivery.attempt(), before));
            before = envelope;
        }
        return size;
    }

    static void write(Frame.Deliver frame, FieldWriter out) {
        out.int64Unless0(SUBSCRIPTION, frame.subscription());
        Envelope before = null;
        for (Delivery delivery : frame.deliveries()) {
            Envelope envelope = delivery.envelope();
            out.length(DELIVERIES, DeliveryFormat.size(envelope, delivery.attempt(), before));
            DeliveryFormat.write(envelope, delivery.attempt(), before, out);
            before = envelope;
        }
    }

    static Frame.Deliver read(FieldReader in) {
        long subscription = 0;
        ArrayList<Delivery> deliveries = new ArrayList<>();
        AttributesFormat.Parts parts = new AttributesFormat.Parts();
        Envelope before = null;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case SUBSCRIPTION -> subscription = in.varint();
                case DELIVERIES -> {
                    int left = in.left();
                    Delivery delivery = DeliveryFormat.read(in, before, parts);
                    if (before == null) {
                        deliveries.ensureCapacity(1 + in.moreLike(left));
                    }
                    before = delivery.envelope();
                    deliveries.add(delivery);
                }
                default -> in.skip(tag);
            }
        }
        if (deliveries.isEmpty()) {
            throw protocol("a deliver without deliveries");
        }
        return new Frame.Deliver(subscription, deliveries);
    }
}
