package dev.dunlin.service;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** The class of a type, without its arguments. */
final class RawType {

    private RawType() {}

    /** Of a type that has no variables. */
    static Class<?> of(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()).arrayType();
        }
        throw new IllegalArgumentException("it is a wildcard: name the type");
    }
}
