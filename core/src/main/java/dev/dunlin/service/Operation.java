package dev.dunlin.service;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of a service as it is called at a distance.
 *
 * @param method what is called; accessible
 * @param signature the method in words, for messages
 * @param procedure the name of its procedure
 * @param arguments its parameters
 * @param result the type of what it gives, or of what its stage gives; null for nothing
 * @param async whether it gives a stage
 * @param oneWay whether nothing is waited for
 * @param idempotent whether it may be carried out twice
 * @param thrown the exceptions that are part of its contract, the most special first
 */
record Operation(
        Method method,
        String signature,
        String procedure,
        List<Argument> arguments,
        @Nullable Type result,
        boolean async,
        boolean oneWay,
        boolean idempotent,
        List<ThrownForm> thrown) {

    /** How an argument is carried. */
    enum Mode {
        /** To the replica. */
        IN,
        /** Its length to the replica, and what it holds back. */
        OUT,
        /** To the replica and back. */
        IN_OUT
    }

    /**
     * A parameter.
     *
     * @param name what it is called, as far as that is known
     * @param type as declared
     * @param raw the same without its arguments
     * @param mode how it is carried
     * @param max for {@link Mode#OUT} how many elements it may have
     */
    record Argument(String name, Type type, Class<?> raw, Mode mode, int max) {

        /** Whether it is sent back. */
        boolean comesBack() {
            return mode != Mode.IN;
        }
    }

    /** Whether arrays are sent back. */
    boolean fillsArrays() {
        return arguments.stream().anyMatch(Argument::comesBack);
    }
}
