package dev.dunlin.benchmarks.calls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/** RSocket's request and response over TCP, with the decoder that does not copy. One server. */
final class RSocketCalls implements CallWire {

    @Override
    public void serve(List<Integer> ports, int index, CallServer server) {
        RSocketServer.create(SocketAcceptor.forRequestResponse(request -> answer(server, request)))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bindNow(TcpServerTransport.create("127.0.0.1", ports.get(index)));
    }

    private static Mono<Payload> answer(CallServer server, Payload request) {
        return Mono.create(sink -> server.answer(body(request), answer -> sink.success(payload(answer))));
    }

    @Override
    public CallPeer connect(List<Integer> ports) {
        RSocket socket = Objects.requireNonNull(RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create("127.0.0.1", ports.get(0)))
                .block());
        return body -> call(socket, body);
    }

    private static CompletionStage<byte[]> call(RSocket socket, byte[] body) {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        socket.requestResponse(payload(body))
                .subscribe(answer -> future.complete(body(answer)), future::completeExceptionally);
        return future;
    }

    private static Payload payload(byte[] body) {
        ByteBuf data = ByteBufAllocator.DEFAULT.buffer(body.length).writeBytes(body);
        return ByteBufPayload.create(data);
    }

    /** A copy of what a payload carries; releases it. */
    private static byte[] body(Payload payload) {
        try {
            return ByteBufUtil.getBytes(payload.sliceData());
        } finally {
            payload.release();
        }
    }
}
