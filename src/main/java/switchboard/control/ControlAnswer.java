package switchboard.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running server answers, in one line of JSON: a refusal, or what was asked for.
 *
 * @param refused why nothing was done, for people; null where it was
 * @param link that was made; null for none
 * @param expiresAt of the link
 * @param teachers that there are; null where they were not asked for
 */
public record ControlAnswer(
        @Nullable String refused,
        @Nullable String link,
        @Nullable String expiresAt,
        @Nullable List<TeacherLine> teachers) {
    /** One of the teachers. */
    public record TeacherLine(String userId, String name, String since) {}

    static ControlAnswer done() {
        return new ControlAnswer(null, null, null, null);
    }

    static ControlAnswer refusedBecause(String why) {
        return new ControlAnswer(why, null, null, null);
    }

    static ControlAnswer link(String link, String expiresAt) {
        return new ControlAnswer(null, link, expiresAt, null);
    }

    static ControlAnswer teachers(List<TeacherLine> teachers) {
        return new ControlAnswer(null, null, null, List.copyOf(teachers));
    }
}
