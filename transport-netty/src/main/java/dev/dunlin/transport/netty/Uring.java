package dev.dunlin.transport.netty;

import io.netty.channel.uring.IoUring;
import org.jspecify.annotations.Nullable;

/** Whether io_uring can be used here; decided once. */
final class Uring {

    /*
     * Netty waits for a socket with one poll that reports each change once, where the kernel has that (multishot). When an
     * end or a reset comes right behind data, one report tells of both; the read that follows is given the data alone, and
     * nobody reads again: the connection seems open for ever. A poll that is made anew after each read reports what is left.
     * Netty reads the property when IoUring is loaded, which is mostly here.
     */
    private static final String MULTISHOT = "io.netty.iouring.pollAddMultishotEnabled";

    /** Why io_uring is not to be had, and the mend; null if it is. */
    static final @Nullable String MISSING = find();

    private Uring() {}

    private static @Nullable String find() {
        if (System.getProperty(MULTISHOT) == null) {
            System.setProperty(MULTISHOT, "false");
        }
        return why(IoUring.unavailabilityCause(), IoUring.isPollAddMultishotEnabled());
    }

    /**
     * Puts it into words.
     *
     * @param unavailable what Netty met, or null
     * @param multishot whether Netty waits with polls that lose the ends of connections
     */
    static @Nullable String why(@Nullable Throwable unavailable, boolean multishot) {
        if (unavailable == null) {
            return multishot ? "Netty would lose the ends of connections; start with -D" + MULTISHOT + "=false" : null;
        }
        // What the system said is beneath what Netty makes of it.
        Throwable first = unavailable;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return SocketFault.words(first) + "; leave the choice out, or run on Linux 5.14 or later where io_uring is not"
                + " forbidden, as it is in many containers";
    }
}
