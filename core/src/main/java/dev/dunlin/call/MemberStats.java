package dev.dunlin.call;

import dev.dunlin.transport.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What a caller has counted of one replica. A snapshot: the numbers are read one after another.
 *
 * @param replica its address
 * @param open whether it is connected
 * @param inFlight attempts that are not answered yet
 * @param answered attempts that were answered with a result
 * @param agreed results that were the answer
 * @param differed results that were not
 * @param failures attempts that failed, by why
 * @param resent attempts beyond the first of a request
 * @param late answers that came when nobody waited for them any more, came twice, or belong to no request
 * @param cancelled attempts whose answer was not wanted any more, because another replica was quicker
 * @param latency what an answer takes, the newest weighing most; zero if none has come
 * @param setAside whether quickest calls leave it out at the moment, because it fails or lags
 */
public record MemberStats(
        URI replica,
        boolean open,
        int inFlight,
        long answered,
        long agreed,
        long differed,
        Map<Failure, Long> failures,
        long resent,
        long late,
        long cancelled,
        Duration latency,
        boolean setAside) {

    /** Copies the map. */
    public MemberStats {
        failures = Map.copyOf(failures);
    }
}
