package switchboard.ops;

import java.time.Instant;
import java.util.Optional;
import switchboard.session.api.HubProtocol;

/**
 * How the server is, as of its last self-check. Immutable.
 *
 * @param healthy whether every part answered in time and commits are accepted
 * @param commit that the program was built of; empty where the build did not know it
 * @param database what is wrong with the database, beginning with {@code error: }; empty where nothing is
 * @param notReady why no work should be sent here, for people; empty where it should
 * @param counts as the hub gave them last
 */
public record HealthReport(
        boolean healthy,
        Instant timestamp,
        long uptimeSeconds,
        String version,
        Optional<String> commit,
        Optional<String> database,
        Optional<String> notReady,
        HubProtocol.Counts counts,
        SystemUse system) {

    /** What the process takes of the machine. */
    public record SystemUse(long memoryUsedBytes, long memoryMaxBytes, int processors) {
        static SystemUse now() {
            Runtime runtime = Runtime.getRuntime();
            return new SystemUse(
                    runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), runtime.availableProcessors());
        }
    }
}
