package switchboard.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.Refused;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * How much more the database may hold. The last tenth is kept for those whom the sessions are for: nothing new is
 * created then, guests write no more, and of what is left a session may have a part, so that those that hold most are
 * the first that are full. The very last is left for ends and for what is under way.
 *
 * <p>Safe from any thread; only whoever writes the database says what is taken.
 */
public final class StorageRoom {
    private static final Logger LOG = LoggerFactory.getLogger(StorageRoom.class);

    /** One byte in so many is kept for those whom the sessions are for. */
    private static final int KEPT = 10;

    /** While that is used, one session may hold one byte in so many of what is left, with all that it has stored. */
    private static final int OF_ONE_SESSION = 4;

    /** One byte in so many is left to ends and to what is under way: whatever can be refused is refused. */
    private static final int LAST = 50;

    private static final long MOST_OF_LAST_BYTES = 64L << 20;

    /** Somebody has to act first. */
    private static final long RETRY_AFTER_MS = 60_000;

    private enum Level {
        AMPLE,
        SCARCE,
        USED_UP
    }

    private final String database;
    private final long maxBytes;
    private final long keptBytes;
    private final long lastBytes;
    private volatile long leftBytes;
    private Level told = Level.AMPLE;

    /**
     * @param database what operators call it
     * @param maxBytes what it may hold
     */
    public StorageRoom(String database, long maxBytes) {
        this.database = database;
        this.maxBytes = maxBytes;
        this.keptBytes = maxBytes / KEPT;
        this.lastBytes = Math.min(maxBytes / LAST, MOST_OF_LAST_BYTES);
        this.leftBytes = maxBytes;
    }

    /**
     * Whether a session may store more.
     *
     * @param guest whether it is for somebody whom the session is not for
     * @param sessionBytes what the session then holds
     */
    public boolean hasRoomFor(boolean guest, long sessionBytes) {
        long left = leftBytes;
        return left >= keptBytes || (!guest && left >= lastBytes && sessionBytes <= left / OF_ONE_SESSION);
    }

    /** Whether something new may begin. */
    public boolean hasRoomForMore() {
        return leftBytes >= keptBytes;
    }

    /** Whether nobody may store anything. */
    public boolean isUsedUp() {
        return leftBytes < lastBytes;
    }

    /** Refuses what there is no room for. */
    public Refused refused() {
        return (isUsedUp() ? Trouble.AT_LIMIT : Trouble.NEAR_LIMIT)
                .refused("it was not stored")
                .with("retry_after_ms", RETRY_AFTER_MS);
    }

    /** The database has taken nothing more. */
    public void takenAll() {
        taken(maxBytes);
    }

    /** What the database holds now. */
    public synchronized void taken(long bytes) {
        leftBytes = maxBytes - bytes;
        Level level = isUsedUp() ? Level.USED_UP : hasRoomForMore() ? Level.AMPLE : Level.SCARCE;
        if (level != told) {
            tell(level, bytes);
            told = level;
        }
    }

    private void tell(Level level, long bytes) {
        switch (level) {
            case USED_UP ->
                LOG.atError()
                        .addKeyValue(LogFields.EVENT, LogEvents.STORAGE_FULL)
                        .log(
                                "{} holds {} bytes of the {} that it may: nothing is stored any more. Raise"
                                        + " switchboard.sqlite.max-size or make room, and start the server again.",
                                database,
                                bytes,
                                maxBytes);
            case SCARCE ->
                LOG.atWarn()
                        .addKeyValue(LogFields.EVENT, LogEvents.STORAGE_NEARLY_FULL)
                        .log(
                                "{} holds {} bytes of the {} that it may: no class is created, and only the"
                                        + " students and the creators of those that hold least go on. Raise"
                                        + " switchboard.sqlite.max-size or make room, and start the server again.",
                                database,
                                bytes,
                                maxBytes);
            case AMPLE ->
                LOG.atInfo()
                        .addKeyValue(LogFields.EVENT, LogEvents.STORAGE_REGAINED)
                        .log("{} holds {} bytes of the {} that it may: there is room again", database, bytes, maxBytes);
        }
    }
}
