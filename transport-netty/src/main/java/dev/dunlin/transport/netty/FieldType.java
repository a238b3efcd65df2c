package dev.dunlin.transport.netty;

/**
 * The wire types of protobuf, in the lowest three bits of a tag: {@code number << 3 | type}.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: encoding</a>
 */
final class FieldType {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    static final int BITS = 3;
    static final int MASK = (1 << BITS) - 1;

    private FieldType() {}
}
