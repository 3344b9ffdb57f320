package switchboard.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A client's frames as JSON text.
 *
 * <pre>{@code
 * client.send(Drafts.broadcast("hello"));
 * client.send(Drafts.of("request").toUser("alice").context("lab").content("{\"n\":1E400}").json());
 * }</pre>
 */
public final class Drafts {
    private final List<String> members = new ArrayList<>();

    private Drafts() {}

    /** Any type, also none of the six. */
    public static Drafts of(String type) {
        return new Drafts().member("type", quoted(type));
    }

    /** A frame without a type. */
    public static Drafts untyped() {
        return new Drafts();
    }

    public static String question(String text) {
        return of("instructor_inbox").text(text).json();
    }

    public static String answer(String text) {
        return of("request_response").text(text).json();
    }

    public static String analytics(String text) {
        return of("analytics").text(text).json();
    }

    public static String reply(String toUser, String text) {
        return of("inbox_response").toUser(toUser).text(text).json();
    }

    public static String request(String toUser, String text) {
        return of("request").toUser(toUser).text(text).json();
    }

    public static String broadcast(String text) {
        return of("instructor_broadcast").text(text).json();
    }

    public Drafts context(String context) {
        return member("context", quoted(context));
    }

    public Drafts toUser(String toUser) {
        return member("to_user", quoted(toUser));
    }

    /** The content {@code {"text":…}}. */
    public Drafts text(String text) {
        return content("{\"text\":" + quoted(text) + "}");
    }

    /** @param json copied as it is, so that it may also be no object, or no JSON */
    public Drafts content(String json) {
        return member("content", json);
    }

    public Drafts ref(String ref) {
        return member("ref", quoted(ref));
    }

    /**
     * Any member, also one that is there already.
     *
     * @param json copied as it is
     */
    public Drafts member(String name, String json) {
        members.add(quoted(name) + ":" + json);
        return this;
    }

    public String json() {
        return "{" + String.join(",", members) + "}";
    }

    private static String quoted(String text) {
        return Json.MAPPER.getNodeFactory().textNode(text).toString();
    }
}
