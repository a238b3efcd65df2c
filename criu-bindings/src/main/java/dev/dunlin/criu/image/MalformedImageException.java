package dev.dunlin.criu.image;

import dev.dunlin.DunlinException;
import org.jspecify.annotations.Nullable;

/** An image that is missing, or is not what CRIU writes. The message names the file and what is wrong with it. */
public final class MalformedImageException extends DunlinException {

    private static final long serialVersionUID = 1L;

    MalformedImageException(String message, @Nullable Throwable cause) {
        super(Reason.REJECTED, message + "; copy the checkpoint again from where it was taken", cause);
    }
}
