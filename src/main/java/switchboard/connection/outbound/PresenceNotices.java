package switchboard.connection.outbound;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.JsonPieces;
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
    /** What a change takes, its place in the map with it. */
    private static final int CHANGE_BYTES = 128;

    private final int maxChanges;
    private final Clock clock;

    /** Goes before the changes, which are later. */
    private @Nullable JsonPieces list;

    /** Whether each is there now, in the order in which they changed. */
    private final Map<Joiner, Boolean> changes = new LinkedHashMap<>(0);

    private boolean listDue;

    PresenceNotices(int maxChanges, Clock clock) {
        this.maxChanges = maxChanges;
        this.clock = clock;
    }

    void changed(UserId user, Role role, boolean online) {
        if (listDue) {
            return; // The list will hold it.
        }
        Joiner joiner = new Joiner(user, role);
        changes.remove(joiner);
        changes.put(joiner, online);
        if (changes.size() > maxChanges) {
            changes.clear();
            list = null;
            listDue = true;
        }
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

    boolean isEmpty() {
        return list == null && changes.isEmpty();
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

    /** Takes the frames that tell it. */
    List<JsonPieces> take() {
        List<JsonPieces> frames = new ArrayList<>();
        Instant now = clock.instant();
        if (list != null) {
            frames.add(FrameWriter.participants(list, now));
            list = null;
        }
        changes.forEach((joiner, online) -> frames.add(JsonPieces.of(
                online
                        ? FrameWriter.userJoined(joiner.user(), joiner.role(), now)
                        : FrameWriter.userLeft(joiner.user(), joiner.role(), now))));
        changes.clear();
        return frames;
    }

    void drop() {
        list = null;
        changes.clear();
    }
}
