package switchboard.protocol.values;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The six kinds of message, who may send each, and who is its recipient. */
public enum MessageType {
    INSTRUCTOR_INBOX("instructor_inbox", Role.STUDENT, Audience.ALL_INSTRUCTORS),
    REQUEST_RESPONSE("request_response", Role.STUDENT, Audience.ALL_INSTRUCTORS),
    ANALYTICS("analytics", Role.STUDENT, Audience.ALL_INSTRUCTORS),
    INBOX_RESPONSE("inbox_response", Role.INSTRUCTOR, Audience.ONE_STUDENT),
    REQUEST("request", Role.INSTRUCTOR, Audience.ONE_STUDENT),
    INSTRUCTOR_BROADCAST("instructor_broadcast", Role.INSTRUCTOR, Audience.ALL_STUDENTS);

    /** Whom a message is for. */
    public enum Audience {
        ALL_INSTRUCTORS,
        ONE_STUDENT,
        ALL_STUDENTS
    }

    private static final Map<String, MessageType> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(MessageType::wire, Function.identity()));

    private final String wire;
    private final Role sender;
    private final Audience audience;

    MessageType(String wire, Role sender, Audience audience) {
        this.wire = wire;
        this.sender = sender;
        this.audience = audience;
    }

    /** The word used in the protocol and in the database. */
    public String wire() {
        return wire;
    }

    /** The only role that may send it. */
    public Role sender() {
        return sender;
    }

    /** Whom it is for. */
    public Audience audience() {
        return audience;
    }

    /** Whether it is for one student, who must then be named. */
    public boolean needsRecipient() {
        return audience == Audience.ONE_STUDENT;
    }

    /**
     * @throws IllegalArgumentException unless there is a recipient exactly where one {@link #needsRecipient is needed}
     */
    void checkRecipient(@Nullable UserId to) {
        if (needsRecipient() != (to != null)) {
            throw new IllegalArgumentException(wire + (to == null ? " needs" : " takes no") + " recipient");
        }
    }

    /** The type that the protocol writes as {@code wire}, or empty where it knows none. Case matters. */
    public static Optional<MessageType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
