package switchboard.protocol.frames;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * What one connection gets of its session's log. The only place that decides who sees what: fan-out, replay and
 * catching up all ask it, so that they cannot differ.
 *
 * <p>Up to {@code joinHead} a connection gets all that its user may see. Beyond it, version 2 goes on so, while version
 * 1 gets only what it is a recipient of: no echo of its own messages, none of co-instructors'.
 *
 * @param joinHead the head of the log when the connection was admitted
 */
public record View(UserId user, Role role, ProtocolVersion version, long joinHead) {

    /** Whether the connection gets this message, however it reaches it. */
    public boolean shows(Message message) {
        return shows(message.seq(), message.type(), message.from(), message.to());
    }

    /** As {@link #shows(Message)}, for a row that need not become a message if it is not shown. */
    public boolean shows(long seq, MessageType type, UserId from, @Nullable UserId to) {
        if (version == ProtocolVersion.V1 && seq > joinHead) {
            return !from.equals(user) && isRecipient(type, to);
        }
        return role == Role.INSTRUCTOR || from.equals(user) || isRecipient(type, to);
    }

    /** The frames of those that the connection gets. */
    public List<EncodedMessage> shown(Iterable<RoutedMessage> messages) {
        // Most of a session see nothing of most messages: a list is made for those who do.
        List<EncodedMessage> shown = List.of();
        for (RoutedMessage message : messages) {
            if (message.shownTo(this)) {
                if (shown.isEmpty()) {
                    shown = new ArrayList<>();
                }
                shown.add(message.encodedFor(this));
            }
        }
        return shown;
    }

    /** Whether the connection gets the message's {@code ref} too: it is its sender's. */
    boolean showsRef(UserId from) {
        return version == ProtocolVersion.V2 && from.equals(user);
    }

    private boolean isRecipient(MessageType type, @Nullable UserId to) {
        return switch (type.audience()) {
            case ALL_INSTRUCTORS -> role == Role.INSTRUCTOR;
            case ALL_STUDENTS -> role == Role.STUDENT;
            case ONE_STUDENT -> role == Role.STUDENT && user.equals(to);
        };
    }
}
