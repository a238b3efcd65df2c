package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Says in plain words why an address cannot be listened on or connected to. */
final class SocketFault {

    private SocketFault() {}

    static DunlinException listening(WireAddress address, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        String said = said(cause);
        String why;
        if (cause instanceof UnknownHostException) {
            why = "the name does not resolve; name an address of this machine";
        } else {
            why = Objects.requireNonNullElseGet(
                    address.whyNoListening(said), () -> "cannot be listened on: " + words(cause));
        }
        return new DunlinException(Reason.ADDRESS_UNAVAILABLE, address + ": " + why, cause);
    }

    static DunlinException connecting(WireAddress address, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        String why;
        if (cause instanceof UnknownHostException) {
            why = "the name does not resolve; check its spelling";
        } else if (said(cause).contains("refused") || said(cause).contains("no such file")) {
            why = "connection refused; is a broker listening there?";
        } else {
            why = "cannot be reached: " + words(cause);
        }
        return new DunlinException(Reason.UNREACHABLE, address + ": " + why, cause);
    }

    /**
     * Says what each attempt met; as for a single address, if it was the only one.
     *
     * @param met at least one
     */
    static DunlinException connecting(WireAddress address, List<Dial.Attempt> met) {
        if (met.size() == 1) {
            return connecting(address, met.get(0).failure());
        }
        IOException all = new IOException(each(address, met));
        met.forEach(attempt -> all.addSuppressed(attempt.failure()));
        return new DunlinException(
                Reason.UNREACHABLE,
                address + ": none of its " + met.size() + " addresses can be reached: " + all.getMessage()
                        + "; is a broker listening at one of them?",
                all);
    }

    /** What each attempt met, in the order in which they were made. */
    static String each(WireAddress address, List<Dial.Attempt> met) {
        return met.stream()
                .map(attempt -> address.peer(attempt.place()) + " " + inShort(attempt.failure()))
                .collect(Collectors.joining(", "));
    }

    /** The system's own words, which name the address once more in some transports. */
    private static String inShort(Throwable failure) {
        return said(failure).contains("refused") ? "connection refused" : words(failure);
    }

    private static String said(Throwable cause) {
        return cause instanceof FileNotFoundException
                ? "no such file"
                : words(cause).toLowerCase(Locale.ROOT);
    }

    static String words(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
