package dev.dunlin.benchmarks;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Bodies of grpc-java that are bytes as they are, without protobuf around them. Safe for use by any thread. */
public final class GrpcBytes implements MethodDescriptor.Marshaller<byte[]> {

    /** One that knows nothing. */
    public GrpcBytes() {}

    @Override
    public InputStream stream(byte[] value) {
        return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
