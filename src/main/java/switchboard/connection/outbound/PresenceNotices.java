package switchboard.connection.outbound;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.Joiner;

/**
 * Who came and went, until the client can be told: of each user only the last change, and of too many none. Then the
 * list of all is due, which has to be asked for.
 *
 * <p>Not thread-safe: under {@link Outbox}'s lock.
 */
final class PresenceNotices {
    /** What a change takes, its slot in the map with it. */
    private static final int CHANGE_BYTES = 128;

    private final int maxChanges;
    private final Clock clock;

    /** Goes before the changes, which are later. */
    private @Nullable JsonPieces list;

    /** @param name null where none is known */
    private record Change(@Nullable DisplayName name, boolean online) {
        byte[] frame(Joiner joiner, Instant now) {
            return online
                    ? FrameWriter.userJoined(joiner.user(), joiner.role(), name, now)
                    : FrameWriter.userLeft(joiner.user(), joiner.role(), name, now);
        }
    }

    /** What became of each last, in the order in which they changed. */
    private final Map<Joiner, Change> changes = new LinkedHashMap<>(0);

    private boolean listDue;
    private boolean mayTell;

    PresenceNotices(int maxChanges, Clock clock) {
        this.maxChanges = maxChanges;
        this.clock = clock;
    }

    /** Returns whether the list is due by this change. */
    boolean changed(UserId user, Role role, @Nullable DisplayName name, boolean online) {
        if (listDue) {
            return false; // The list will hold it.
        }
        Joiner joiner = new Joiner(user, role);
        changes.remove(joiner);
        changes.put(joiner, new Change(name, online));
        if (changes.size() > maxChanges) {
            changes.clear();
            list = null;
            listDue = true;
        }
        return listDue;
    }

    void replace(JsonPieces participants) {
        changes.clear();
        list = participants;
        listDue = false;
    }

    /** Whether there is nothing to tell but by {@link #replace}. */
    boolean listDue() {
        return listDue;
    }

    /** From now on it may be told: not before the welcome, which holds who is there. */
    void mayTell() {
        mayTell = true;
    }

    /** Whether there is something that may be told. */
    boolean hasToTell() {
        return mayTell && (list != null || !changes.isEmpty());
    }

    /** What the changes take that are not told. */
    long bytes() {
        return (long) changes.size() * CHANGE_BYTES;
    }

    /** Hands out every array of the list that is not told. */
    void forEachArray(Consumer<byte[]> arrays) {
        if (list != null) {
            list.pieces().forEach(arrays);
        }
    }

    /** Queues what there is to tell as notices. While these are full it waits, and later changes replace earlier. */
    void tellBy(OutboundLanes lanes) {
        if (!hasToTell() || lanes.noticesFull()) {
            return;
        }
        Instant now = clock.instant();
        if (list != null) {
            lanes.addNotice(FrameWriter.participants(list, now));
        }
        changes.forEach((joiner, change) -> lanes.addNotice(JsonPieces.of(change.frame(joiner, now))));
        drop();
    }

    void drop() {
        list = null;
        changes.clear();
    }
}
