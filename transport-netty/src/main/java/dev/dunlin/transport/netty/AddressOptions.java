package dev.dunlin.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows the question mark of an address.
 *
 * @param shared whether other listeners may have the same address
 * @param uring whether its sockets are served with io_uring
 * @param from the address of this host that connections come from, or null if the system chooses
 */
record AddressOptions(
        boolean shared, boolean uring, @Nullable InetAddress from) {

    static final AddressOptions NONE = new AddressOptions(false, false);

    static final String FROM = "from=";

    static final String SHARED = "reuseport=true";
    static final String URING = "loops=io_uring";

    AddressOptions(boolean shared, boolean uring) {
        this(shared, uring, null);
    }

    /**
     * Understands them.
     *
     * @param query what follows the question mark, or null
     * @return null if that is none of them, or one twice
     */
    static @Nullable AddressOptions parse(@Nullable String query) {
        if (query == null) {
            return NONE;
        }
        List<String> words = List.of(query.split("&", -1));
        Set<String> asked = new HashSet<>(words);
        if (asked.size() < words.size()) {
            return null;
        }
        InetAddress from = null;
        for (String word : words) {
            if (from == null && word.startsWith(FROM)) {
                from = NetUtil.createInetAddressFromIpAddressString(word.substring(FROM.length()));
                asked.removeAll(from == null ? Set.of() : Set.of(word));
            }
        }
        AddressOptions options = new AddressOptions(asked.remove(SHARED), asked.remove(URING), from);
        return asked.isEmpty() ? options : null;
    }

    /**
     * What is asked for to serve its sockets, or null if nothing is.
     *
     * @throws IllegalArgumentException if it is not to be had
     */
    @Nullable
    EventLoops loops() {
        return uring ? EventLoops.uring(URING) : null;
    }
}
