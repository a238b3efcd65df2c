package dev.dunlin.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An array that the method fills, as {@code buf} in {@code count = read(fd, buf, nbytes)}. Only its length is sent: the
 * implementation is given an array of that length, of zeros or nulls. What it has put there is part of its answer, compared
 * with that of the other replicas, and is copied into the caller's array when the answer is agreed on. If the method throws, or
 * nothing is agreed on, the caller's array stays as it is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Out {

    /** How long the array may be, in elements, at least 1: a caller has a replica make an array of so many. */
    int max() default 1 << 20;
}
