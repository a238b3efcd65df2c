package dev.dunlin.transport.netty;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;

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

    private static String said(Throwable cause) {
        return cause instanceof FileNotFoundException
                ? "no such file"
                : words(cause).toLowerCase(Locale.ROOT);
    }

    private static String words(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
