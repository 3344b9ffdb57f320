package switchboard.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/**
 * How much memory the sessions that are in use may take together, for what grows with their lists: the ids, who is
 * among them, who is there. Whoever created sessions may have as much of it in use as is left free then: so one creator
 * gets half of it at most, and whoever has nothing in use gets some as long as any is left.
 */
final class SessionMemoryBudget {
    /** What a session takes that nobody belongs to: its entry, its actor and what both hold. Measured. */
    private static final long SESSION_BYTES = 8 << 10;

    /** What each participant takes beside the characters of the id: texts, entries of lists and sets. Measured. */
    private static final long PARTICIPANT_BYTES = 400;

    /** The id stands once as a text, and twice in the JSON of lists that are sent; so does a name. */
    private static final long COPIES = 3;

    /** What a name takes beside its characters: a text and an entry of a map. */
    private static final long NAME_BYTES = 150;

    /** A character of a name has two bytes in memory, and three at most in JSON. */
    private static final long NAME_CHAR_BYTES = 3;

    private final long maxBytes;
    private final int maxInstructors;
    private long usedBytes;
    private final Map<UserId, Long> usedByCreator = new HashMap<>();

    /** @param maxInstructors of one session: all of them may come, whose ids nobody knows before */
    SessionMemoryBudget(long maxBytes, int maxInstructors) {
        this.maxBytes = maxBytes;
        this.maxInstructors = maxInstructors;
    }

    /** What a session takes at most with the people that it has. */
    long bytesOf(SessionInfo session) {
        return SESSION_BYTES
                + maxInstructors * bytesOf(UserId.MAX_LENGTH)
                + bytesOf(session.studentIds(), session.names());
    }

    /** What these people take. */
    static long bytesOf(List<UserId> students, Map<UserId, DisplayName> names) {
        long bytes = 0;
        for (UserId student : students) {
            bytes += bytesOf(student.value().length());
        }
        for (DisplayName name : names.values()) {
            bytes += NAME_BYTES + COPIES * NAME_CHAR_BYTES * name.value().length();
        }
        return bytes;
    }

    private static long bytesOf(int idLength) {
        return PARTICIPANT_BYTES + COPIES * idLength;
    }

    /** Whether a session of this creator that takes so many bytes may come into use. */
    boolean allows(UserId creator, long bytes) {
        return usedByCreator.getOrDefault(creator, 0L) + bytes <= maxBytes - usedBytes;
    }

    void take(UserId creator, long bytes) {
        usedBytes += bytes;
        usedByCreator.merge(creator, bytes, Long::sum);
    }

    void giveBack(UserId creator, long bytes) {
        usedBytes -= bytes;
        usedByCreator.computeIfPresent(creator, (same, used) -> used == bytes ? null : used - bytes);
    }

    long maxBytes() {
        return maxBytes;
    }
}
