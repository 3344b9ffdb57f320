package switchboard.session;

import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;

/** The two things that can be said of a message that could not be stored. */
public final class StorageFailure {
    /** It is not in the log and never will be. */
    public static final Refused NOT_STORED = Refusal.STORAGE_FAILED.refused();

    /** Nobody knows yet: a commit that failed may turn out to have happened. */
    public static final Refused UNKNOWN = Refusal.STORAGE_FAILED.because(
            "could not be stored and was not delivered; it may still turn up later, in its place in the order");

    private StorageFailure() {}
}
