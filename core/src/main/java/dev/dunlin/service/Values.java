package dev.dunlin.service;

import dev.dunlin.broker.Codec;
import java.lang.reflect.Type;

/**
 * Encodes the arguments and results of services, by their types. Found through {@link java.util.ServiceLoader}, or passed
 * explicitly; {@code dunlin-codec-jackson} and {@code dunlin-codec-protobuf} have one each. Several may be there: a caller
 * takes the first, in the order of their names, that has codecs for all types of a method, and says which it took; a replica
 * answers in the same. Safe for use by any thread.
 *
 * <p>Equal values should have equal bytes: then the answers of replicas are compared without being decoded.
 */
public interface Values {

    /** What it is called where the two ends name it: 1 to 32 letters a to z, digits and hyphens. Always the same. */
    String name();

    /**
     * A codec for all values of a type. It is given no null, and must give none. What its {@link Codec#decode} is given may come from
     * anybody: it throws on what is no value of the type, makes no object of a class that the type does not name, and takes
     * no more memory than a small multiple of the bytes.
     *
     * @param type the type of an argument, a result, or a part of an exception, as the interface declares it
     * @throws IllegalArgumentException if it cannot encode all values of the type; says which part it cannot, and the mend
     */
    Codec<Object> codec(Type type);
}
