package switchboard.store.people;

import java.util.List;

/** What became of a {@link PeopleChange}. */
public sealed interface PeopleOutcome {
    /**
     * A device was let in.
     *
     * @param voided which others are void by that, or were before
     */
    record LetIn(Device device, List<Long> voided) implements PeopleOutcome {
        public LetIn {
            voided = List.copyOf(voided);
        }
    }

    /** @param number of the link that was made */
    record Invited(long number) implements PeopleOutcome {}

    /** @param voided which devices are void by that, or were before */
    record Changed(List<Long> voided) implements PeopleOutcome {
        public static final Changed NOTHING_VOID = new Changed(List.of());

        public Changed {
            voided = List.copyOf(voided);
        }
    }

    /** Why nothing was done. */
    enum NotDone implements PeopleOutcome {
        /** No link has this secret, or it has expired or was used. */
        UNKNOWN_SECRET,
        /** Somebody else has that user id. */
        TAKEN,
        /** It must be said who is to be a teacher. */
        WHO,
        /** The link is another teacher's. */
        NOT_THEIRS,
        /** The session is found by another code, or by none. */
        DOOR_CLOSED,
        /** The session's list does not have the student, or nobody has claimed the name. */
        NOT_LISTED,
        /** A device has claimed the name already. */
        CLAIMED,
        NO_SUCH_TEACHER,
        NO_SUCH_INVITE,
        /** There is a first teacher already. */
        TEACHERS_THERE
    }
}
