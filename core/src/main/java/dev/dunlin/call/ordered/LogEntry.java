package dev.dunlin.call.ordered;

/** What is published to the topic of ordered calls. The bytes are a part of the protocol: see docs/PROTOCOL.md. */
sealed interface LogEntry {

    /**
     * A request.
     *
     * @param caller who asks
     * @param number names the request among those of the caller; grows
     * @param settled no request of a smaller number will be published any more, and no answer to one is needed
     * @param procedure what is to be done
     * @param body the encoded arguments
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
    record Submit(long caller, long number, long settled, String procedure, byte[] body) implements LogEntry {}

    /**
     * A replica has come to a broker's epoch, and says what state it brings.
     *
     * @param replica its name
     * @param generation how many epochs that state has gone through
     * @param epoch the last of these, 0 if there was none
     * @param position how many entries the state has applied
     */
    record Claim(String replica, long generation, long epoch, long position) implements LogEntry {

        /** Whether the replica has a state at all. */
        boolean hasState() {
            return generation > 0;
        }
    }

    /** What is put before a request's procedure and body, in bytes, at most. */
    int OVERHEAD_BYTES = 1 + 3 * 8 + 4;

    private static byte kindOf(LogEntry entry) {
        return (byte) (entry instanceof Submit ? 1 : 2);
    }

    /** As it is published. */
    default byte[] encoded() {
        if (this instanceof Submit submit) {
            return new ByteWriter(OVERHEAD_BYTES + submit.procedure().length() + submit.body().length)
                    .put(kindOf(this))
                    .put(submit.caller())
                    .put(submit.number())
                    .put(submit.settled())
                    .put(submit.procedure())
                    .rest(submit.body())
                    .bytes();
        }
        Claim claim = (Claim) this;
        return new ByteWriter(64)
                .put(kindOf(this))
                .put(claim.generation())
                .put(claim.epoch())
                .put(claim.position())
                .put(claim.replica())
                .bytes();
    }

    /**
     * Reads what was published.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static LogEntry decode(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        byte kind = reader.aByte();
        if (kind == 1) {
            return new Submit(reader.aLong(), reader.aLong(), reader.aLong(), reader.text(), reader.rest());
        }
        if (kind != 2) {
            throw new IllegalArgumentException("kind=" + kind + ": is none of an entry");
        }
        long generation = reader.aLong();
        long epoch = reader.aLong();
        long position = reader.aLong();
        String replica = reader.text();
        reader.end();
        return new Claim(replica, generation, epoch, position);
    }
}
