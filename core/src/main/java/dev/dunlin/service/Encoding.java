package dev.dunlin.service;

import dev.dunlin.broker.Codec;
import dev.dunlin.service.Operation.Argument;
import dev.dunlin.service.Operation.Mode;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the requests and answers of one operation are written with one {@link Values}. A request is the number of the layout, the
 * name of the values, and a piece for each argument; of an array that is only filled, its length and one. An answer is what
 * came of it, {@link #RETURNED} or {@link #THREW}, then the result if the method gives one and the arrays that are sent back,
 * or the name of the exception's class and the pieces that it is made of. Null is a piece that is missing. Immutable.
 */
final class Encoding {

    private static final int LAYOUT = 1;
    private static final int RETURNED = 0;
    private static final int THREW = 1;

    private final Operation operation;
    private final String name;
    private final List<Slot> arguments = new ArrayList<>();
    private final @Nullable Slot result;
    private final List<List<Slot>> thrown = new ArrayList<>();

    /** The place of a value: its class, boxed, whether there may be null, and its codec. */
    private record Slot(Class<?> type, boolean nullable, Codec<Object> codec) {

        static Slot of(Class<?> raw, Type type, Values values) {
            Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
            return new Slot(boxed, !raw.isPrimitive(), values.codec(type));
        }

        void pack(@Nullable Object value, Packer packer) {
            packer.piece(value == null ? null : codec.encode(value));
        }

        @Nullable
        Object unpack(Unpacker unpacker) {
            byte[] piece = unpacker.piece();
            if (piece == null) {
                if (!nullable) {
                    throw new IllegalArgumentException("a value is missing: " + type.getName());
                }
                return null;
            }
            Object value = codec.decode(piece);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(
                        piece.length + " bytes do not decode to " + type.getTypeName() + ", but to "
                                + (value == null ? "null" : value.getClass().getTypeName()));
            }
            return value;
        }
    }

    /**
     * Finds all codecs.
     *
     * @throws IllegalArgumentException if there is none for one of the types; in words that go on after the method's name
     */
    Encoding(Operation operation, Values values) {
        this.operation = operation;
        this.name = values.name();
        for (Argument argument : operation.arguments()) {
            this.arguments.add(slot(argument.type(), "takes " + argument.name() + " as", values));
        }
        Type given = operation.result();
        this.result = given == null ? null : slot(given, "gives", values);
        for (ThrownForm form : operation.thrown()) {
            List<Slot> parts = new ArrayList<>();
            for (Type type : form.types()) {
                parts.add(slot(type, "declares " + form.type().getName() + " with", values));
            }
            this.thrown.add(parts);
        }
    }

    private static Slot slot(Type type, String role, Values values) {
        try {
            return Slot.of(RawType.of(type), type, values);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    role + " " + type.getTypeName() + ", which " + values.name() + " cannot encode: " + e.getMessage(),
                    e);
        }
    }

    /** Which values it is written with. */
    String name() {
        return name;
    }

    byte[] packArguments(@Nullable Object[] values) {
        Packer packer = new Packer().raw(LAYOUT).text(name);
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = operation.arguments().get(i);
            Object value = values[i];
            if (argument.mode() == Mode.OUT) {
                packer.number(value == null ? 0 : checkedLength(argument, Array.getLength(value)) + 1);
            } else {
                arguments.get(i).pack(value, packer);
            }
        }
        return packer.packed();
    }

    private static int checkedLength(Argument argument, int length) {
        if (length > argument.max()) {
            throw new IllegalArgumentException(
                    argument.name() + " has " + length + " elements: at most " + argument.max() + ", as its @Out says");
        }
        return length;
    }

    /** The name of the values with which a request is written; the arguments follow. */
    static String nameIn(Unpacker request) {
        int layout = request.raw();
        if (layout != LAYOUT) {
            throw new IllegalArgumentException("layout " + layout + " is not known here, only " + LAYOUT);
        }
        return request.text();
    }

    @Nullable
    Object[] unpackArguments(Unpacker request) {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            Argument argument = operation.arguments().get(i);
            if (argument.mode() == Mode.OUT) {
                int length = request.number() - 1;
                values[i] = length < 0
                        ? null
                        : Array.newInstance(argument.raw().getComponentType(), checkedLength(argument, length));
            } else {
                values[i] = arguments.get(i).unpack(request);
            }
        }
        request.end();
        return values;
    }

    /**
     * What a method has returned.
     *
     * @param values its arguments, which it may have filled
     */
    byte[] packReturned(@Nullable Object value, @Nullable Object[] values) {
        Packer packer = new Packer().raw(RETURNED);
        if (result != null) {
            result.pack(value, packer);
        }
        for (int i = 0; i < values.length; i++) {
            if (operation.arguments().get(i).comesBack()) {
                arguments.get(i).pack(values[i], packer);
            }
        }
        return packer.packed();
    }

    /** What a method has thrown; null if that is no part of its contract. */
    byte @Nullable [] packThrown(Throwable exception) {
        for (int i = 0; i < thrown.size(); i++) {
            ThrownForm form = operation.thrown().get(i);
            if (form.type().isInstance(exception)) {
                Packer packer = new Packer().raw(THREW).text(form.type().getName());
                List<@Nullable Object> state = form.state(exception);
                for (int j = 0; j < state.size(); j++) {
                    thrown.get(i).get(j).pack(state.get(j), packer);
                }
                return packer.packed();
            }
        }
        return null;
    }

    /**
     * What came of a call.
     *
     * @param body as it came
     * @param called the arguments of the call: what comes back for an array has its length
     */
    Reply unpackReply(byte[] body, @Nullable Object[] called) {
        Unpacker reply = new Unpacker(body);
        int kind = reply.raw();
        if (kind == THREW) {
            return thrown(reply);
        }
        if (kind != RETURNED) {
            throw new IllegalArgumentException("kind " + kind + " of answer is not known here");
        }
        Object value = result == null ? null : result.unpack(reply);
        List<@Nullable Object> arrays = new ArrayList<>();
        for (int i = 0; i < called.length; i++) {
            if (operation.arguments().get(i).comesBack()) {
                arrays.add(array(operation.arguments().get(i), arguments.get(i).unpack(reply), called[i]));
            }
        }
        reply.end();
        return new Reply(value, arrays, null, List.of());
    }

    private static @Nullable Object array(Argument argument, @Nullable Object filled, @Nullable Object given) {
        int length = filled == null ? -1 : Array.getLength(filled);
        int wanted = given == null ? -1 : Array.getLength(given);
        if (length != wanted) {
            throw new IllegalArgumentException(
                    argument.name() + " comes back with " + length + " elements, and has " + wanted);
        }
        return filled;
    }

    private Reply thrown(Unpacker reply) {
        String type = reply.text();
        for (int i = 0; i < thrown.size(); i++) {
            ThrownForm form = operation.thrown().get(i);
            if (form.type().getName().equals(type)) {
                List<@Nullable Object> state = new ArrayList<>();
                for (Slot part : thrown.get(i)) {
                    state.add(part.unpack(reply));
                }
                reply.end();
                return new Reply(null, List.of(), form.make(state), state);
            }
        }
        throw new IllegalArgumentException("it threw " + type + ", which the interface does not declare here");
    }
}
