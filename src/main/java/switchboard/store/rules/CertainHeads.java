package switchboard.store.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.protocol.values.SessionId;
import switchboard.store.AppendOutcome;
import switchboard.store.Written;

/**
 * How far the logs are on disk for certain. A commit that failed may be seen by readers all the same, and nobody may be
 * told of it: where the power fails too it is gone. One that succeeds carries everything before it to the disk. Changed
 * by the thread that writes, read by all.
 */
public final class CertainHeads {
    /** Of the sessions of which messages beyond may not be on disk. Replaced, never changed. */
    private volatile Map<SessionId, Long> heads = Map.of();

    /**
     * A commit has failed when it was under way.
     *
     * @param results what would have become of the group
     */
    public void failed(List<Written> results) {
        Map<SessionId, Long> lowered = new HashMap<>(heads);
        for (Written result : results) {
            if (result instanceof Written.AppendDone done
                    && done.outcome() instanceof AppendOutcome.Appended appended) {
                lowered.merge(appended.message().session(), appended.message().seq() - 1, Math::min);
            }
        }
        heads = Map.copyOf(lowered);
    }

    /** A commit is on disk, and with it whatever was before it. */
    public void committed() {
        if (!heads.isEmpty()) {
            heads = Map.of();
        }
    }

    /**
     * How far a log is on disk for certain.
     *
     * @param seen where it ends in what a reader sees
     */
    public long head(SessionId session, long seen) {
        return Math.min(seen, heads.getOrDefault(session, seen));
    }

    /** Whether this place of a log is on disk for certain. */
    public boolean isOnDisk(SessionId session, long seq) {
        return seq <= heads.getOrDefault(session, seq);
    }
}
