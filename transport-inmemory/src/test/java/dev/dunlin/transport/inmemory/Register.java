package dev.dunlin.transport.inmemory;

import dev.dunlin.call.ordered.OrderedRequest;
import dev.dunlin.call.ordered.Snapshots;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A number that is set, swapped and read; and some bytes beside it, so that it does not fit into one piece. */
final class Register implements Snapshots {

    private static final int BULK = 5_000;

    private final String name;
    private final Witness witness;
    private long value;
    private byte[] bulk = new byte[BULK];

    /** Of how many snapshots to come a byte is changed: their reader refuses them. */
    int spoilt;

    Register(String name, Witness witness) {
        this.name = name;
        this.witness = witness;
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
        long result = switch (request.procedure()) {
            case "set" -> value = body.getLong();
            case "swap" -> {
                boolean holds = body.getLong() == value;
                value = holds ? body.getLong() : value;
                yield holds ? 1 : 0;
            }
            case "add" -> value += body.getLong();
            default -> throw new IllegalArgumentException("no procedure of that name");
        };
        bulk[(int) (request.position() % BULK)]++;
        witness.carriedOut(
                name,
                request.position(),
                new Witness.Deed(request.caller(), request.number(), request.procedure(), value));
        return bytes(result);
    }

    byte[] get(OrderedRequest request) {
        return bytes(value);
    }

    @Override
    public byte[] take() {
        byte[] state = ByteBuffer.allocate(9 + BULK).putLong(value).put(bulk).array();
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
        long restored = buffer.getLong();
        buffer.get(bulk);
        if (buffer.get() != 0) {
            throw new IllegalArgumentException("a spoilt snapshot");
        }
        value = restored;
    }
}
