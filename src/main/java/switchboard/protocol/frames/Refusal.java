package switchboard.protocol.frames;

import java.util.Map;

/**
 * Everything that the server refuses, each once: the code is what clients act on ({@code code} of a
 * {@code message_error}, {@code reason} of a REST error) and never changes; the status is what REST and the upgrade
 * answer with.
 */
public enum Refusal {
    // A frame, in the order in which the checks are made (protocol.md, section 5).
    RATE_LIMITED("rate_limited", 429),
    UNSUPPORTED_DATA("unsupported_data", 400),
    INVALID_JSON("invalid_json", 400),
    INVALID_REF("invalid_ref", 400),
    INVALID_TYPE("invalid_type", 400),
    NOT_PERMITTED("not_permitted", 403),
    INVALID_CONTEXT("invalid_context", 400),
    MISSING_RECIPIENT("missing_recipient", 400),
    INVALID_RECIPIENT("invalid_recipient", 400),
    RECIPIENT_NOT_IN_SESSION("recipient_not_in_session", 404),
    INVALID_CONTENT("invalid_content", 400),
    CONTENT_TOO_LARGE("content_too_large", 413),
    SESSION_ENDED("session_ended", 404, "the session has ended: it can be read, not written"),
    SESSION_FULL("session_full", 413, "the session is full: it can be read, not written"),
    BUSY("busy", 503, "the server has too much to store at the moment; nothing was stored, try again"),
    STORAGE_FAILED("storage_failed", 503, "could not be stored and was not delivered"),

    /** Not a failure: the message is stored and waits for its recipient. Version 1 knows no other notice. */
    RECIPIENT_OFFLINE("recipient_offline", 200),

    // Opening a WebSocket, in the order in which the checks are made (protocol.md, section 4).
    MISSING_PARAMETER("missing_parameter", 400),
    INVALID_USER_ID("invalid_user_id", 400),
    INVALID_ROLE("invalid_role", 400),
    INVALID_SESSION_ID("invalid_session_id", 400),
    INVALID_AFTER_SEQ("invalid_after_seq", 400),
    UPGRADE_REQUIRED("upgrade_required", 426),
    ORIGIN_NOT_ALLOWED("origin_not_allowed", 403),
    UNAUTHORIZED("unauthorized", 401),
    FORBIDDEN("forbidden", 403),
    SESSION_NOT_FOUND("session_not_found", 404),
    NOT_ENROLLED("not_enrolled", 403),
    UNAVAILABLE("unavailable", 503, "the server cannot take this at the moment; try again later"),

    // REST.
    UNKNOWN_HOST("unknown_host", 421),
    INVALID_NAME("invalid_name", 400),
    INVALID_INSTRUCTOR_ID("invalid_instructor_id", 400),
    INVALID_STUDENT_IDS("invalid_student_ids", 400),
    TOO_MANY_STUDENTS("too_many_students", 400),
    INVALID_NAMES("invalid_names", 400),
    INVALID_STUDENTS("invalid_students", 400),
    LAST_STUDENT("last_student", 400),
    STUDENT_NOT_FOUND("student_not_found", 404),
    INVALID_LIMIT("invalid_limit", 400),
    INVALID_AFTER("invalid_after", 400),
    INVALID_STATUS("invalid_status", 400),
    INVALID_CREATED_BY("invalid_created_by", 400),
    INVALID_WAIT("invalid_wait", 400),
    INVALID_TEXT("invalid_text", 400),
    ALREADY_ENDED("already_ended", 400, "the session has ended already"),
    TOO_MANY_SESSIONS("too_many_sessions", 503),
    UNKNOWN_CODE("unknown_code", 404),
    INVALID_SECRET("invalid_secret", 400),
    USER_ID_TAKEN("user_id_taken", 409),
    CLAIM_REFUSED("claim_refused", 403),
    REQUEST_NOT_FOUND("request_not_found", 404),
    INVITE_NOT_FOUND("invite_not_found", 404),
    NOT_FOUND("not_found", 404),
    METHOD_NOT_ALLOWED("method_not_allowed", 405),
    BODY_TOO_LARGE("body_too_large", 413),
    URI_TOO_LONG("uri_too_long", 414),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415),
    HEADERS_TOO_LARGE("headers_too_large", 431),
    BAD_REQUEST("bad_request", 400),
    REQUEST_TIMEOUT("request_timeout", 408),
    INTERNAL_ERROR("internal_error", 500);

    private final String code;
    private final int status;
    private final String meaning;

    Refusal(String code, int status) {
        this(code, status, code.replace('_', ' '));
    }

    Refusal(String code, int status, String meaning) {
        this.code = code;
        this.status = status;
        this.meaning = meaning;
    }

    /** The stable word that clients act on. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** This refusal where there is nothing to say about this case in particular. */
    public Refused refused() {
        return because(meaning);
    }

    /** This refusal with a text for people and nothing more. */
    public Refused because(String message) {
        return new Refused(this, message, Map.of());
    }
}
