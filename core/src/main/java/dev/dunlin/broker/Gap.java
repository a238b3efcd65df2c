package dev.dunlin.broker;

/**
 * Messages that a subscription was not given although they were alive when they were its turn.
 *
 * @param topic where they were published
 * @param first the first sequence missed
 * @param count how many sequences in a row were missed; some of them may have expired. {@link #UNKNOWN} if nobody can tell
 * @param reason why
 */
public record Gap(String topic, long first, long count, DropReason reason) {

    /** The count of a gap of which only the beginning is known. */
    public static final long UNKNOWN = -1;
}
