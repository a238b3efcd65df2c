/** Protobuf messages as the values of topics: {@link dev.dunlin.codec.protobuf.ProtobufCodec}. */
@NullMarked
package dev.dunlin.codec.protobuf;

import org.jspecify.annotations.NullMarked;
