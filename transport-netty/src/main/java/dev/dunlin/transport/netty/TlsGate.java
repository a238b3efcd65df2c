package dev.dunlin.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Stands between TLS and a connection: the connection hears of its socket when both sides have shaken hands, and of the
 * end of the peer's half when the peer has said so in TLS. A stream that ends without that was cut, perhaps by somebody
 * in between (RFC 8446, 6.1). Of the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners and handlers are told
final class TlsGate extends ChannelInboundHandlerAdapter {

    private static final long HANDSHAKE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final boolean halves;
    private final Consumer<Throwable> notShaken;
    private boolean shaken;
    private boolean inputEnded;

    private TlsGate(boolean halves, Consumer<Throwable> notShaken) {
        this.halves = halves;
        this.notShaken = notShaken;
    }

    /**
     * Puts TLS and its gate before what else a socket is going to have.
     *
     * @param halves whether this side may go on talking when the peer has ended its half
     * @param notShaken told why if the hands are not shaken
     */
    static void guard(DuplexChannel channel, SslHandler tls, boolean halves, Consumer<Throwable> notShaken) {
        tls.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        channel.pipeline().addLast(tls, new TlsGate(halves, notShaken));
    }

    /** Ends this side's half of the stream, in TLS and then in the socket; at once if there is no TLS. */
    static void endOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // Not before the hands are shaken.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                shaken = true;
                context.fireChannelActive();
            } else {
                failed(context, done.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) {
                endInput(context);
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (shaken && !inputEnded) {
                inputEnded = true;
                context.fireExceptionCaught(new IOException("the peer closed without a goodbye of TLS"));
            } else if (!shaken) {
                context.close();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void endInput(ChannelHandlerContext context) {
        if (!inputEnded) {
            inputEnded = true;
            if (halves) {
                context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            } else {
                context.close();
            }
        }
    }

    private void failed(ChannelHandlerContext context, Throwable cause) {
        notShaken.accept(cause);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (shaken) {
            // What the other side objects to, it may say after the hands are shaken: it is gone then.
            context.fireExceptionCaught(cause.getCause() instanceof SSLException objection ? objection : cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (shaken) {
            context.fireChannelInactive();
        } else {
            failed(context, new IOException("the peer closed before TLS was agreed on"));
        }
    }
}
