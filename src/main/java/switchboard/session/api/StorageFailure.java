package switchboard.session.api;

import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.store.Trouble;

/** What can be said where the store has failed. */
public final class StorageFailure {
    /** Why something was not read, for a client: it may try again where that may pass. */
    public static Refused unread(Trouble trouble) {
        return trouble.passing() ? HubProtocol.FULL : unreadable(trouble);
    }

    /** It is not in the log and never will be. */
    public static final Refused NOT_STORED = Refusal.STORAGE_FAILED.refused();

    /** Nobody knows yet: a commit that failed may turn out to have happened. */
    public static final Refused UNKNOWN = Refusal.STORAGE_FAILED.because(
            "could not be stored and was not delivered; it may still turn up later, in its place in the order");

    /** What was to be read cannot be. */
    public static Refused unreadable(Trouble trouble) {
        return trouble.refused("what this needs cannot be read");
    }

    private StorageFailure() {}
}
