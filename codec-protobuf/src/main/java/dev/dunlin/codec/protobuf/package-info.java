/** Protobuf messages as the values of topics and calls. */
@NullMarked
package dev.dunlin.codec.protobuf;

import org.jspecify.annotations.NullMarked;
