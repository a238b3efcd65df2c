package dev.dunlin.session;

import dev.dunlin.DunlinException;

/** What waits in a {@link SessionProxy}'s queue to be sent. */
sealed interface Outbound permits RemoteReceipt, Outbound.Call {

    /** It will not be sent, or not be answered, any more. */
    void fail(DunlinException fault);

    /** Anything but a publish. */
    non-sealed interface Call extends Outbound {

        /** Sends its frames. Called on the connection's executor. */
        void send();
    }
}
