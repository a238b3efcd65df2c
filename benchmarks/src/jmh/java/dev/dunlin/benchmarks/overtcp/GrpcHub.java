package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.GrpcBytes;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/**
 * One topic as a service of grpc-java: what comes in one stream goes out in others, and is not kept. A subscriber that cannot
 * be written to holds publishers up, by not asking them for more.
 */
final class GrpcHub {

    /** Messages of no bytes: asked for to hear that all before has been taken, and said of that and of a subscription. */
    static final byte[] MARK = {};

    static final MethodDescriptor<byte[], byte[]> PUBLISH =
            method("Publish", MethodDescriptor.MethodType.BIDI_STREAMING);
    static final MethodDescriptor<byte[], byte[]> SUBSCRIBE =
            method("Subscribe", MethodDescriptor.MethodType.SERVER_STREAMING);

    private static final String SERVICE = "dunlin.bench.Topic";

    /** How many messages a publisher may send ahead of what was dealt with; gRPC bounds their bytes. */
    private static final int AHEAD = 1 << 12;

    private final List<ServerCallStreamObserver<byte[]>> subscribers = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();

    GrpcHub() {}

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new GrpcBytes())
                .setResponseMarshaller(new GrpcBytes())
                .build();
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(PUBLISH, ServerCalls.asyncBidiStreamingCall(this::publish))
                .addMethod(
                        SUBSCRIBE,
                        ServerCalls.asyncServerStreamingCall((byte[] asked, StreamObserver<byte[]> to) ->
                                subscribe((ServerCallStreamObserver<byte[]>) to)))
                .build();
    }

    private StreamObserver<byte[]> publish(StreamObserver<byte[]> answers) {
        Publisher publisher = new Publisher((ServerCallStreamObserver<byte[]>) answers);
        synchronized (this) {
            publishers.add(publisher);
        }
        return publisher;
    }

    private void subscribe(ServerCallStreamObserver<byte[]> to) {
        to.setOnReadyHandler(this::goOn);
        to.setOnCancelHandler(() -> remove(to));
        synchronized (this) {
            to.onNext(MARK);
            subscribers.add(to);
        }
    }

    private synchronized void remove(ServerCallStreamObserver<byte[]> gone) {
        subscribers.remove(gone);
        goOn();
    }

    private synchronized void goOn() {
        if (subscribers.stream().allMatch(ServerCallStreamObserver::isReady)) {
            publishers.forEach(Publisher::askForMore);
        }
    }

    /** What one publisher sends. */
    private final class Publisher implements StreamObserver<byte[]> {

        private final ServerCallStreamObserver<byte[]> answers;
        private int dealtWith;

        Publisher(ServerCallStreamObserver<byte[]> answers) {
            this.answers = answers;
            answers.disableAutoRequest();
            answers.setOnReadyHandler(() -> {});
            answers.request(AHEAD);
        }

        @Override
        public void onNext(byte[] message) {
            synchronized (GrpcHub.this) {
                dealtWith++;
                if (message.length == 0) {
                    answers.onNext(MARK);
                }
                boolean ready = true;
                for (ServerCallStreamObserver<byte[]> subscriber : subscribers) {
                    if (message.length > 0) {
                        subscriber.onNext(message);
                    }
                    ready &= subscriber.isReady();
                }
                if (ready && dealtWith >= AHEAD / 2) {
                    askForMore();
                }
            }
        }

        private void askForMore() {
            if (dealtWith > 0) {
                answers.request(dealtWith);
                dealtWith = 0;
            }
        }

        @Override
        public void onError(Throwable problem) {
            synchronized (GrpcHub.this) {
                publishers.remove(this);
            }
        }

        @Override
        public void onCompleted() {
            synchronized (GrpcHub.this) {
                publishers.remove(this);
                answers.onCompleted();
            }
        }
    }
}
