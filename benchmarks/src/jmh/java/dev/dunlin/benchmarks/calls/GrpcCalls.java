package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.GrpcBytes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Unary calls of grpc-java, on the Netty that it ships with, without encryption. Bodies are bytes, without protobuf around
 * them; callbacks run on the event loops, which saves a hand-over. One server.
 */
final class GrpcCalls implements CallWire {

    private static final String SERVICE = "dunlin.bench.Exam";

    private static final MethodDescriptor<byte[], byte[]> ASK = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Ask"))
            .setRequestMarshaller(new GrpcBytes())
            .setResponseMarshaller(new GrpcBytes())
            .build();

    @Override
    public void serve(List<Integer> ports, int index, CallServer server) throws IOException {
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(index)))
                .directExecutor()
                .addService(ServerServiceDefinition.builder(SERVICE)
                        .addMethod(
                                ASK,
                                ServerCalls.asyncUnaryCall((byte[] request, StreamObserver<byte[]> observer) ->
                                        server.answer(request, answer -> {
                                            observer.onNext(answer);
                                            observer.onCompleted();
                                        })))
                        .build())
                .build()
                .start();
    }

    @Override
    public CallPeer connect(List<Integer> ports) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.get(0))
                .usePlaintext()
                .directExecutor()
                .build();
        CallPeer peer = body -> call(channel, body);
        byte[] first = peer.call(Exam.question(0)).toCompletableFuture().join();
        if (!Exam.isRight(0, first)) {
            throw new IllegalStateException("the first question was answered wrongly");
        }
        return peer;
    }

    private static CompletionStage<byte[]> call(ManagedChannel channel, byte[] body) {
        Answer answer = new Answer();
        ClientCalls.asyncUnaryCall(channel.newCall(ASK, CallOptions.DEFAULT), body, answer);
        return answer.future;
    }

    private static final class Answer implements StreamObserver<byte[]> {

        private final CompletableFuture<byte[]> future = new CompletableFuture<>();
        private byte[] value = new byte[0];

        @Override
        public void onNext(byte[] answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable problem) {
            future.completeExceptionally(problem);
        }

        @Override
        public void onCompleted() {
            future.complete(value);
        }
    }
}
