package switchboard.control;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of a running server, in one line of JSON.
 *
 * @param user whom it is about; null where it is about nobody
 */
public record ControlRequest(Command command, @Nullable String user) {
    /** What may be asked. */
    public enum Command {
        /** A link for one more teacher. */
        ADD_TEACHER,
        LIST_TEACHERS,
        /** To sign all devices of a teacher out, and a link for a new one. */
        RESET_TEACHER,
        /** To sign all devices of a teacher out, who is none any more. */
        REMOVE_TEACHER
    }
}
