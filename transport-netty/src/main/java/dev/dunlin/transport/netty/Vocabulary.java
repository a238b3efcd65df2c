package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import com.google.protobuf.Internal.EnumLite;
import dev.dunlin.DunlinException;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Overload;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.netty.wire.Wire;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The words of core and their numbers on the wire. They are paired by name, so that none can be added to core and
 * forgotten here: the class would not load.
 *
 * @param <W> the words of core
 * @param <N> the same as generated code has them
 */
final class Vocabulary<W extends Enum<W>, N extends Enum<N> & EnumLite> {

    static final Vocabulary<DunlinException.Reason, Wire.Reason> REASON =
            new Vocabulary<>(DunlinException.Reason.class, Wire.Reason.class, "REASON_");
    static final Vocabulary<DropReason, Wire.DropReason> DROP_REASON =
            new Vocabulary<>(DropReason.class, Wire.DropReason.class, "DROP_REASON_");
    static final Vocabulary<CloseReason, Wire.CloseReason> CLOSE_REASON =
            new Vocabulary<>(CloseReason.class, Wire.CloseReason.class, "CLOSE_REASON_");
    static final Vocabulary<Overload, Wire.Overload> OVERLOAD =
            new Vocabulary<>(Overload.class, Wire.Overload.class, "OVERLOAD_");
    static final Vocabulary<Failure, Wire.Failure> FAILURE =
            new Vocabulary<>(Failure.class, Wire.Failure.class, "FAILURE_");

    private final String kind;
    private final Map<W, N> wired;
    private final Map<Integer, W> named = new HashMap<>();

    private Vocabulary(Class<W> words, Class<N> numbers, String prefix) {
        kind = numbers.getSimpleName();
        wired = new EnumMap<>(words);
        for (W word : words.getEnumConstants()) {
            N number = Enum.valueOf(numbers, prefix + word.name());
            wired.put(word, number);
            named.put(number.getNumber(), word);
        }
    }

    /** The generated code's name for a word. */
    N wired(W word) {
        N number = wired.get(word);
        if (number == null) {
            throw new IllegalStateException(kind + " has no number for " + word);
        }
        return number;
    }

    int number(W word) {
        return wired(word).getNumber();
    }

    /**
     * The word that has a number.
     *
     * @throws MalformedFrameException if none has
     */
    W named(int number) {
        W word = named.get(number);
        if (word == null) {
            throw protocol(kind + " " + number + " is not known");
        }
        return word;
    }
}
