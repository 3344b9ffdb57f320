package switchboard.store.rules;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * Which messages of others a database may leave out when a student reads. No more than a pre-filter, for speed: asked
 * of {@link View}, which decides, so that no dialect has a list of its own.
 */
public final class HiddenFromStudents {
    /** Types of which a student sees none but what it sent itself. */
    public static final List<MessageType> ALWAYS;

    /** Types of which a student sees what it sent itself, and what it is the recipient of. */
    public static final List<MessageType> UNLESS_RECIPIENT;

    static {
        UserId student = new UserId("student");
        UserId other = new UserId("other");
        // As a connection of version 2 sees it: one of version 1 sees less, never more.
        View view = new View(student, Role.STUDENT, ProtocolVersion.V2, 0);
        List<MessageType> always = new ArrayList<>();
        List<MessageType> unlessRecipient = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            if (!view.shows(1, type, other, student)) {
                always.add(type);
            } else if (!view.shows(1, type, other, other)) {
                unlessRecipient.add(type);
            }
        }
        ALWAYS = List.copyOf(always);
        UNLESS_RECIPIENT = List.copyOf(unlessRecipient);
    }

    private HiddenFromStudents() {}
}
