package dev.dunlin.transport;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** Takes in connections until it is closed. Safe for use by any thread. */
public interface Listener {

    /** Where it can be reached: the port that was chosen in the place of 0. */
    URI address();

    /** Takes in no more; connections that are made go on. Completes when the address is free. */
    CompletionStage<Void> close();
}
