package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Streams of grpc-java, through a {@link GrpcHub}; callbacks run on the event loops, which saves a hand-over. */
final class GrpcWire implements Wire {

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws InterruptedException {
        CountDownLatch established = new CountDownLatch(1);
        ClientCalls.asyncServerStreamingCall(
                connect(port).newCall(GrpcHub.SUBSCRIBE, CallOptions.DEFAULT), GrpcHub.MARK, new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] message) {
                        if (message.length == 0) {
                            established.countDown();
                        } else {
                            taker.accept(message);
                        }
                    }

                    @Override
                    public void onError(Throwable problem) {
                        System.err.println("the subscription has failed: " + problem);
                    }

                    @Override
                    public void onCompleted() {
                        System.err.println("the subscription has ended");
                    }
                });
        established.await();
    }

    @Override
    public Sender sender(int port) {
        StreamSender sender = new StreamSender();
        ClientCalls.asyncBidiStreamingCall(connect(port).newCall(GrpcHub.PUBLISH, CallOptions.DEFAULT), sender);
        return sender;
    }

    /** Sends as long as the stream takes it. */
    private static final class StreamSender implements Sender, ClientResponseObserver<byte[], byte[]> {

        private @Nullable ClientCallStreamObserver<byte[]> stream;
        private int taken;
        private @Nullable Throwable failure;

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> made) {
            stream = made;
            made.setOnReadyHandler(this::wake);
        }

        private synchronized void wake() {
            notifyAll();
        }

        @Override
        public void send(byte[] payload) {
            ClientCallStreamObserver<byte[]> to = started();
            if (!to.isReady()) {
                awaitReady(to);
            }
            to.onNext(payload);
        }

        private ClientCallStreamObserver<byte[]> started() {
            ClientCallStreamObserver<byte[]> to = stream;
            if (to == null) {
                throw new IllegalStateException("the call has not begun");
            }
            return to;
        }

        private synchronized void awaitReady(ClientCallStreamObserver<byte[]> to) {
            while (!to.isReady()) {
                await();
            }
        }

        @SuppressWarnings("WaitNotInLoop") // the callers loop
        private void await() {
            if (failure != null) {
                throw new IllegalStateException("the stream has ended", failure);
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        @Override
        public void flush() {
            int before;
            synchronized (this) {
                before = taken;
            }
            send(GrpcHub.MARK);
            synchronized (this) {
                while (taken == before) {
                    await();
                }
            }
        }

        @Override
        public synchronized void onNext(byte[] mark) {
            taken++;
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable problem) {
            failure = problem;
            notifyAll();
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("the server has ended the stream"));
        }
    }
}
