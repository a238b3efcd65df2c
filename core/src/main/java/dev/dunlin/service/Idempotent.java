package dev.dunlin.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Carrying the method out twice does no harm: a replica whose answer differs is asked to carry it out anew. See {@link
 * dev.dunlin.call.CallOptions#idempotent()}. Read at the caller.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {}
