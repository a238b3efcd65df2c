package dev.dunlin.service;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** Refuses the types that no values can carry: variables, of which nothing is known, streams, and what comes later. */
final class DeclaredTypes {

    private static final List<Class<?>> STREAMS = List.of(
            Flow.Publisher.class,
            BaseStream.class,
            Iterator.class,
            Enumeration.class,
            java.io.InputStream.class,
            java.io.OutputStream.class);

    private DeclaredTypes() {}

    /**
     * Does nothing if a type may be carried.
     *
     * @param role what it is of the method, for the message
     * @throws IllegalArgumentException if it may not; names the method and the mend
     */
    static void check(Type type, String role, String signature) {
        if (type instanceof Class<?> raw) {
            checkRaw(raw, role, signature);
        } else if (type instanceof ParameterizedType of) {
            checkRaw((Class<?>) of.getRawType(), role, signature);
            for (Type each : of.getActualTypeArguments()) {
                check(each, role, signature);
            }
        } else if (type instanceof GenericArrayType array) {
            check(array.getGenericComponentType(), role, signature);
        } else if (type instanceof WildcardType wildcard) {
            for (Type each : wildcard.getUpperBounds()) {
                check(each, role, signature);
            }
        } else if (type instanceof TypeVariable<?> variable) {
            throw ServiceShape.refusal(
                    signature,
                    role + " " + variable + ", a type variable, of which nothing is known here: "
                            + (variable.getGenericDeclaration() instanceof Method
                                    ? "name the type"
                                    : "declare the method again in the interface of the service, with the type named"));
        }
    }

    private static void checkRaw(Class<?> raw, String role, String signature) {
        if (STREAMS.stream().anyMatch(each -> each.isAssignableFrom(raw))) {
            throw ServiceShape.refusal(
                    signature,
                    role + " " + raw.getTypeName()
                            + ", a stream: replicas agree on whole answers, so use a List, in pieces"
                            + " if it is long, or a topic");
        }
        if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)) {
            throw ServiceShape.refusal(
                    signature, role + " " + raw.getTypeName() + ": only a result may come later, as CompletionStage");
        }
    }
}
