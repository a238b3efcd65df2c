package dev.dunlin.transport.inmemory;

import dev.dunlin.call.ordered.OrderedRequest;
import dev.dunlin.call.ordered.Snapshots;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A number that is set, swapped and read; and some bytes beside it, so that it does not fit into one piece. */
final class Register implements Snapshots {

    private static final int BULK = 5_000;

    /** How far from the end of a snapshot the last byte of the value stands. */
    static final int VALUE_FROM_END = BULK + 2;

    private final String name;
    private final Witness witness;
    private long value;

    /** Of all that was carried out, in its order. */
    private long trace;

    private byte[] bulk = new byte[BULK];

    /** Of how many snapshots to come a byte is changed: their reader refuses them. */
    int spoilt;

    Register(String name, Witness witness) {
        this.name = name;
        this.witness = witness;
        witness.begins(name);
    }

    static byte[] bytes(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length);
        Arrays.stream(values).forEach(buffer::putLong);
        return buffer.array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    byte[] apply(OrderedRequest request) {
        ByteBuffer body = ByteBuffer.wrap(request.body());
        long result = 1;
        switch (request.procedure()) {
            case "set" -> value = body.getLong();
            case "add" -> value += body.getLong();
            case "swap" -> {
                boolean holds = body.getLong() == value;
                value = holds ? body.getLong() : value;
                result = holds ? 1 : 0;
            }
            default -> throw new IllegalArgumentException("no procedure of that name");
        }
        result = request.procedure().equals("swap") ? result : value;
        bulk[(int) (request.position() % BULK)]++;
        trace = 31 * (31 * (31 * trace + request.position()) + request.caller()) + request.number();
        witness.carriedOut(
                name,
                request.position(),
                new Witness.Deed(request.caller(), request.number(), request.procedure(), value, trace));
        return bytes(result);
    }

    byte[] get(OrderedRequest request) {
        return bytes(value);
    }

    @Override
    public byte[] take() {
        byte[] state = ByteBuffer.allocate(17 + BULK)
                .putLong(trace)
                .putLong(value)
                .put(bulk)
                .array();
        if (spoilt > 0) {
            spoilt--;
            state[state.length - 1] = 1;
        }
        return state;
    }

    @Override
    public void restore(byte[] state) {
        value = -1;
        ByteBuffer buffer = ByteBuffer.wrap(state);
        trace = buffer.getLong();
        long restored = buffer.getLong();
        buffer.get(bulk);
        if (buffer.get() != 0) {
            throw new IllegalArgumentException("a spoilt snapshot");
        }
        value = restored;
        witness.begins(name);
    }
}
