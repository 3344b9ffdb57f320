package switchboard.bench.account;

import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;

/**
 * Who of a session must get what. Worked out from the contract (protocol.md, sections 4 and 5), not by the server's own
 * rules, which are what is being checked.
 */
final class Due {
    private final ProtocolVersion version;
    private final List<BenchUser> students;
    private final List<BenchUser> instructors;
    private final SentLog sent;

    Due(ProtocolVersion version, List<BenchUser> students, List<BenchUser> instructors, SentLog sent) {
        this.version = version;
        this.students = students;
        this.instructors = instructors;
        this.sent = sent;
    }

    /** Whether the message is addressed to the receiver. */
    boolean isRecipient(BenchUser receiver, int number) {
        return switch (sent.type(number).audience()) {
            case ALL_INSTRUCTORS -> receiver.role() == Role.INSTRUCTOR;
            case ALL_STUDENTS -> receiver.role() == Role.STUDENT;
            case ONE_STUDENT -> receiver.index() == sent.recipient(number);
        };
    }

    /** Whether the receiver's connection must get the message, live or by replay. */
    boolean isFor(BenchUser receiver, int number) {
        if (receiver.isLate()) {
            // An instructor's replay shows everything that follows. What nobody has seen is missing for all.
            return sent.seq(number) == 0 || sent.seq(number) > receiver.afterSeq();
        }
        if (version == ProtocolVersion.V2
                && (receiver.role() == Role.INSTRUCTOR || receiver.index() == sent.sender(number))) {
            return true;
        }
        return isRecipient(receiver, number);
    }

    /** How many recipients a message of this type has that are there at this moment. */
    int recipients(MessageType type, @Nullable BenchUser recipient) {
        return switch (type.audience()) {
            case ALL_INSTRUCTORS -> there(instructors);
            case ALL_STUDENTS -> there(students);
            case ONE_STUDENT -> recipient == null || recipient.isAway() ? 0 : 1;
        };
    }

    /** How many get it besides, who are there at this moment: its sender, and the other instructors if it is one's. */
    int onlookers(MessageType type) {
        if (version == ProtocolVersion.V1) {
            return 0;
        }
        return type.sender() == Role.INSTRUCTOR ? there(instructors) : 1;
    }

    /** Whether, its sender aside, more than one connection gets a message of this type as the same bytes. */
    boolean hasSeveralReceivers(MessageType type) {
        return switch (type.audience()) {
            case ALL_INSTRUCTORS -> instructors.size() > 1;
            case ALL_STUDENTS -> students.size() > 1;
            case ONE_STUDENT -> version == ProtocolVersion.V2 && instructors.size() > 1;
        };
    }

    private static int there(List<BenchUser> people) {
        int there = 0;
        for (BenchUser participant : people) {
            if (!participant.isAway()) {
                there++;
            }
        }
        return there;
    }
}
