package switchboard.session;

import java.time.Duration;
import switchboard.settings.SettingsReader;
import switchboard.store.FirstJoin;

/**
 * What one session keeps in memory and on disk.
 *
 * @param tailMessages most messages of the recent tail; older ones are read from the store
 * @param tailBytes most bytes of the recent tail of one session
 * @param allTailsBytes most bytes of the recent tails of all sessions together
 * @param advanceEvery seqs after which a follower that saw nothing is moved on nevertheless
 * @param ownWrites sockets that the session's own thread writes of those to which one message goes
 * @param maxBytes stored content and messages of one session, beyond which it can be read but not written
 * @param maxInstructors that a session keeps a slot for: who came and went gives way, and who stays does not
 * @param maxLongPolls long polls of one user that may be open at once; one more ends the oldest
 * @param idleAfter without connections, pending appends and open rate windows, until its actor stops
 */
public record SessionSettings(
        int tailMessages,
        long tailBytes,
        long allTailsBytes,
        int advanceEvery,
        int ownWrites,
        long maxBytes,
        int maxInstructors,
        int maxLongPolls,
        Duration idleAfter) {

    /** Reads them; what is wrong is reported by the reader. */
    public static SessionSettings from(SettingsReader reader) {
        SessionSettings settings = new SessionSettings(
                reader.integer("switchboard.session.tail-messages", 1, 1_000_000),
                reader.bytes("switchboard.session.tail-bytes", 64 << 10, 1L << 30),
                reader.memory("switchboard.session.all-tails-bytes", 1 << 20, 64L << 30, 12),
                reader.integer("switchboard.session.advance-every", 1, 1_000_000),
                reader.integer("switchboard.session.own-writes", 1, 100_000),
                reader.bytes("switchboard.session.max-bytes", 1 << 20, 1L << 40),
                reader.integer("switchboard.session.max-instructors", 1, FirstJoin.MOST_INSTRUCTORS),
                reader.integer("switchboard.session.max-waits", 1, 1_000),
                reader.duration("switchboard.session.idle-after", Duration.ofSeconds(1), Duration.ofHours(24)));
        String one = "switchboard.session.tail-bytes";
        String all = "switchboard.session.all-tails-bytes";
        if (reader.sound(one, all) && settings.tailBytes > settings.allTailsBytes) {
            reader.refuse(
                    one, Long.toString(settings.tailBytes), "at most " + all + ", which is " + settings.allTailsBytes);
        }
        return settings;
    }
}
