package switchboard.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says to an {@link Order}. Nothing but nulls: it was done.
 *
 * @param error why it was not done
 * @param link lets somebody in, once
 * @param expiresAt until when the link does
 * @param teachers all of them, by their user id
 */
public record Reply(
        @Nullable String error,
        @Nullable String link,
        @Nullable String expiresAt,
        @Nullable List<TeacherLine> teachers) {
    /** It was done, and there is nothing to say. */
    static final Reply DONE = new Reply(null, null, null, null);

    /** A teacher, and since when. */
    public record TeacherLine(String userId, String name, String since) {}

    static Reply refused(String why) {
        return new Reply(why, null, null, null);
    }

    @Override
    public String toString() {
        return "Reply[not for logs]";
    }
}
