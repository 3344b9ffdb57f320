package switchboard.store;

import java.time.Duration;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * What is wrong with the database, in words for anybody: they name no file, no program and no statement. It is all that
 * leaves the store; the {@link StoreException} with the sentence for operators stays there and goes to the log.
 */
public enum Trouble {
    NO_ROOM("the disk is full", true),
    /** As the settings say; there may be room on the disk. */
    AT_LIMIT("the database holds as much as it may", true),
    /** For those only who are not to take the rest. */
    NEAR_LIMIT(
            "the database holds nearly as much as it may, and the rest is kept for the students and creators of"
                    + " sessions that hold less",
            true),
    DISK_FAILS("the disk fails", true),
    LOCKED("the database is locked by another program", true),
    NO_MEMORY("there is not enough memory for the database", true),
    CANNOT_OPEN("the database cannot be opened", true),
    NO_ANSWER("the disk has not answered in time", true),
    /** A commit has failed, and nobody knows yet whether it is on disk. */
    UNCERTAIN("it is not known yet what is on disk", true),
    TOO_MANY_READS("too much is to be read at once", true),
    READ_ONLY("the database cannot be written", false),
    DAMAGED("the database is damaged", false),
    REPLACED("the database was deleted or replaced", false),
    UNUSABLE("the database cannot be used", false),
    /** A bug. */
    INTERNAL("something went wrong in the server", true);

    /**
     * Where only a repair helps, so often the writer tries to reopen the database, and so long a client should wait.
     */
    public static final Duration REPAIR_WITHIN = Duration.ofSeconds(30);

    private final String words;
    private final boolean passing;

    Trouble(String words, boolean passing) {
        this.words = words;
        this.passing = passing;
    }

    /** A part of a sentence that clients may read. */
    public String words() {
        return words;
    }

    /** Refuses what cannot be done because of it. @param what could not be done */
    public Refused refused(String what) {
        Refused refused = Refusal.STORAGE_FAILED.because(what + ": " + words);
        return passing ? refused : refused.with("retry_after_ms", REPAIR_WITHIN.toMillis());
    }

    /** Whether it may pass by itself; if not, it stays until somebody acts. */
    public boolean passing() {
        return passing;
    }
}
