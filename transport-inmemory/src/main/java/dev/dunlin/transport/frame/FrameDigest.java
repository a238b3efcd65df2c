package dev.dunlin.transport.frame;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a frame says, in 64 bits: two that differ have, but for an accident, two digests. The same in every JVM. */
public final class FrameDigest {

    private FrameDigest() {}

    /** The digest of a frame; 0 for none. */
    public static long of(@Nullable Frame frame) {
        if (frame == null) {
            return 0;
        }
        long kind = frame.getClass().getSimpleName().hashCode();
        if (frame instanceof Frame.Deliver deliver) {
            return mix(mix(kind, deliver.subscription()), deliveries(deliver));
        } else if (frame instanceof Frame.Publish publish) {
            return mix(mix(kind, publish.firstId()), messages(publish));
        } else if (frame instanceof Frame.Request request) {
            long what = mix(request.procedure().hashCode(), Arrays.hashCode(request.body()));
            return mix(mix(kind, what), mix(request.number() * 31 + request.attempt(), request.deadlineMillis()));
        } else if (frame instanceof Frame.Response response) {
            return mix(mix(kind, response.number() * 31 + response.attempt()), result(response.result()));
        } else if (frame instanceof Frame.Published published) {
            return mix(kind, outcomes(published));
        } else if (frame instanceof Frame.Ping ping) {
            return mix(kind, ping.token());
        } else if (frame instanceof Frame.Pong pong) {
            return mix(mix(kind, pong.token()), pong.clockMillis());
        } else if (frame instanceof Frame.Credit credit) {
            return mix(mix(kind, credit.subscription()), credit.bytes());
        } else if (frame instanceof Frame.Acknowledge acknowledge) {
            return mix(
                    mix(kind, acknowledge.subscription()),
                    acknowledge.sequences().hashCode());
        }
        // Seldom, and of many shapes.
        return mix(kind, FrameText.whole(frame).hashCode());
    }

    /** Adds a value to a digest. (SplitMix64's finalizer.) */
    public static long mix(long digest, long value) {
        long z = (digest ^ value) * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return z ^ (z >>> 27);
    }

    private static long deliveries(Frame.Deliver deliver) {
        long digest = deliver.deliveries().size();
        for (Frame.Delivery delivery : deliver.deliveries()) {
            Envelope envelope = delivery.envelope();
            digest = mix(digest, envelope.sequence() * 31 + delivery.attempt());
            digest = mix(digest, Arrays.hashCode(envelope.payload()) * 31L + envelope.expiresMillis());
        }
        return digest;
    }

    private static long messages(Frame.Publish publish) {
        long digest = publish.messages().size();
        for (Frame.Outgoing message : publish.messages()) {
            digest = mix(digest, message.topic().hashCode() * 31L + message.ttlMillis());
            digest = mix(digest, Arrays.hashCode(message.payload()));
        }
        return digest;
    }

    private static long outcomes(Frame.Published published) {
        long digest = published.outcomes().size();
        for (Frame.Outcome outcome : published.outcomes()) {
            digest = mix(digest, outcome.firstId() * 31 + outcome.count());
            digest = outcome instanceof Frame.Accepted accepted
                    ? mix(
                            mix(digest, accepted.firstSequence()),
                            accepted.acceptedMillis() * 31 + accepted.expiresMillis())
                    : mix(digest, FrameText.whole(outcome).hashCode());
        }
        return digest;
    }

    private static long result(Frame.Result result) {
        return result instanceof Frame.Returned returned
                ? Arrays.hashCode(returned.body())
                : ((Frame.NotReturned) result).detail().hashCode();
    }
}
