/**
 * Protobuf messages as the values of topics and procedures, {@link dev.dunlin.codec.protobuf.ProtobufCodec}, and of services,
 * {@link dev.dunlin.codec.protobuf.ProtobufValues}.
 */
@NullMarked
package dev.dunlin.codec.protobuf;

import org.jspecify.annotations.NullMarked;
