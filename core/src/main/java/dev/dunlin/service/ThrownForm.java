package dev.dunlin.service;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an exception travels: as its class's name, which the receiver compares with those that the interface declares, and what
 * it is made of. Of its constructors that takes part which has the most parameters among those for each of which there
 * is an accessor, {@code x()} or {@code getX()}, of the same name and type; else one that takes the message, with or without a
 * cause; else one that takes nothing. A cause does not travel.
 *
 * @param type the class
 * @param constructor makes one
 * @param accessors give the constructor's arguments; null for a cause
 */
record ThrownForm(Class<? extends Exception> type, Constructor<?> constructor, List<@Nullable Method> accessors) {

    /** Some constructor, and where its arguments come from. */
    private record Way(Constructor<?> constructor, List<@Nullable Method> accessors) {

        /** How many of the arguments are known. */
        int known() {
            return (int) accessors.stream().filter(Objects::nonNull).count();
        }
    }

    /**
     * The forms of a declared exception: its own, and if it is sealed those of the classes that it permits.
     *
     * @throws IllegalArgumentException if one cannot be made at the caller
     */
    static List<ThrownForm> of(Class<?> declared) {
        if (!Exception.class.isAssignableFrom(declared)) {
            throw new IllegalArgumentException(
                    "declares " + declared.getName() + ": only subclasses of Exception are carried");
        }
        List<ThrownForm> forms = new ArrayList<>();
        if (declared.isSealed()) {
            for (Class<?> permitted : declared.getPermittedSubclasses()) {
                forms.addAll(of(permitted));
            }
        }
        if (!Modifier.isAbstract(declared.getModifiers())) {
            forms.add(made(declared.asSubclass(Exception.class)));
        } else if (!declared.isSealed()) {
            throw new IllegalArgumentException(
                    "declares " + declared.getName() + ", which is abstract: declare the classes that are thrown");
        }
        return forms;
    }

    private static ThrownForm made(Class<? extends Exception> type) {
        Way way = Arrays.stream(type.getDeclaredConstructors())
                .filter(each -> !Modifier.isPrivate(each.getModifiers()) && !each.isSynthetic())
                .flatMap(each -> way(each).stream())
                .max(Comparator.comparingInt(Way::known)
                        .thenComparingInt(each -> -each.accessors.size())
                        .thenComparing(each -> each.constructor.toGenericString()))
                .orElseThrow(() -> new IllegalArgumentException("declares " + type.getName()
                        + ", which cannot be made at the caller: give it a constructor of a message, or one whose parameters"
                        + " have accessors of the same names (compiled with -parameters)"));
        if (!way.constructor.trySetAccessible()) {
            throw new IllegalArgumentException("declares " + type.getName()
                    + ", which cannot be made from here: open its package to dev.dunlin.core");
        }
        return new ThrownForm(type, way.constructor, way.accessors);
    }

    private static Optional<Way> way(Constructor<?> constructor) {
        List<@Nullable Method> accessors = new ArrayList<>();
        Class<?> type = constructor.getDeclaringClass();
        boolean message = false;
        for (Parameter parameter : constructor.getParameters()) {
            if (Throwable.class.isAssignableFrom(parameter.getType())) {
                accessors.add(null);
                continue;
            }
            Optional<Method> accessor = accessor(type, parameter);
            if (accessor.isEmpty() && !message && parameter.getType() == String.class) {
                message = true;
                accessor = method(type, "getMessage");
            }
            if (accessor.isEmpty()) {
                return Optional.empty();
            }
            accessors.add(accessor.get());
        }
        // A text of which nothing is known is the message, if it is all that there is.
        Way way = new Way(constructor, accessors);
        return message && way.known() > 1 ? Optional.empty() : Optional.of(way);
    }

    private static Optional<Method> accessor(Class<?> type, Parameter parameter) {
        if (!parameter.isNamePresent()) {
            return Optional.empty();
        }
        String name = parameter.getName();
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return Stream.of(name, "get" + capital, "is" + capital)
                .flatMap(each -> method(type, each).stream())
                .filter(each -> each.getGenericReturnType().equals(parameter.getParameterizedType()))
                .findFirst();
    }

    private static Optional<Method> method(Class<?> type, String name) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            try {
                Method method = each.getDeclaredMethod(name);
                if (!Modifier.isStatic(method.getModifiers()) && method.trySetAccessible()) {
                    return Optional.of(method);
                }
            } catch (NoSuchMethodException e) {
                // The superclass may have it.
            }
        }
        return Optional.empty();
    }

    /** The types of what it is made of, a cause left out. */
    List<Type> types() {
        return accessors.stream()
                .flatMap(Stream::ofNullable)
                .map(Method::getGenericReturnType)
                .toList();
    }

    /** What an exception is made of, in the order of {@link #types()}. */
    List<@Nullable Object> state(Throwable thrown) {
        List<@Nullable Object> state = new ArrayList<>();
        for (Method accessor : accessors) {
            if (accessor != null) {
                try {
                    state.add(accessor.invoke(thrown));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(accessor + " of a thrown exception failed: " + causeOf(e), e);
                }
            }
        }
        return state;
    }

    /** Makes an exception. */
    Exception make(List<@Nullable Object> state) {
        @Nullable Object[] arguments = new Object[accessors.size()];
        int next = 0;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = accessors.get(i) == null ? null : state.get(next++);
        }
        try {
            return type.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be made: " + causeOf(e), e);
        }
    }

    private static Throwable causeOf(ReflectiveOperationException e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        return cause == null ? e : cause;
    }
}
