/**
 * Records and common types as the values of topics, procedures and services, as CBOR (RFC 8949), by Jackson: {@link
 * dev.dunlin.codec.jackson.CborValues} for services, {@link dev.dunlin.codec.jackson.JacksonCodec} for the rest. {@code
 * EncodableTypes} says which types are taken, and {@code Cbor} how they are written.
 */
@NullMarked
package dev.dunlin.codec.jackson;

import org.jspecify.annotations.NullMarked;
