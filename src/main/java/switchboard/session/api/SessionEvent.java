package switchboard.session.api;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.StoredSession;

/** What a session tells one of its connections. */
public sealed interface SessionEvent {
    /**
     * @param head the head of the log at the moment of joining
     * @param welcome for version 2; null for version 1
     */
    record Joined(
            ActorRef<SessionProtocol.Command> session,
            StoredSession stored,
            long head,
            @Nullable Welcome welcome) implements SessionEvent {}

    /**
     * What a welcome holds that is the same for many.
     *
     * @param session the session object
     * @param participants for instructors; null for students
     */
    record Welcome(JsonPieces session, @Nullable JsonPieces participants) {}

    /** Joined again; {@link SessionProtocol.Follow Follow} and retry what was not answered. */
    record Rejoined(ActorRef<SessionProtocol.Command> session) implements SessionEvent {}

    /** All up to the head was offered and taken, and what comes will be offered. */
    enum Live implements SessionEvent {
        INSTANCE
    }

    /** What comes next is older than what the session keeps in memory: read the store up to here, then follow again. */
    record ReadUpTo(long head) implements SessionEvent {}

    /** What comes next, too much for the queue as it stood: queue it as there is space, then follow again. */
    record TailSlice(long after, long upTo, List<EncodedMessage> messages) implements SessionEvent {
        public TailSlice {
            messages = List.copyOf(messages);
        }
    }

    /** A newer connection of the same user is subscribed now. */
    enum Replaced implements SessionEvent {
        INSTANCE
    }

    /** The user is not in the list of students any more, and sees nothing from here on. Follows all answers. */
    enum Removed implements SessionEvent {
        INSTANCE
    }

    /**
     * The people of the session were changed; told to version 2 only.
     *
     * @param session the session object
     */
    record SessionChanged(JsonPieces session) implements SessionEvent {}

    /** Another user's connection was taken over by a newer one; told to instructors of version 2 only. */
    record UserReplaced(UserId user, Role role) implements SessionEvent {}

    /**
     * To instructors: a device asks for a name that another one has.
     *
     * @param request names it to whoever decides
     * @param number which the device shows, too
     */
    record JoinRequested(String request, UserId user, int number) implements SessionEvent {}

    /** All slots are taken, and somebody who goes first gets this one. */
    enum GiveWay implements SessionEvent {
        INSTANCE
    }

    /**
     * The session was ended.
     *
     * @param lastSeq where its log ends, or {@link #NOT_JOINED} for a connection that never joined, and so no replay
     */
    record SessionEnded(long lastSeq) implements SessionEvent {
        /** Its connection may close at once. */
        public static final long NOT_JOINED = -1;
    }

    /** Nobody can join: the session is damaged where it stands in the database. */
    enum Unreadable implements SessionEvent {
        INSTANCE
    }

    /** Exactly one for each frame that was submitted, in any order. */
    record Answered(MessageId message, Answer answer) implements SessionEvent {}

    /** What became of one frame. */
    sealed interface Answer {}

    /**
     * It is in the log.
     *
     * @param message the one in the log: where {@code duplicate}, the first of this {@code ref}
     * @param recipients connections that get it, those of its sender not counted; 0 where nobody asks for them
     * @param offline the student it is for, where that student is not connected; null otherwise
     */
    record Accepted(
            Message message,
            int recipients,
            boolean duplicate,
            @Nullable UserId offline) implements Answer {
        /** The sender has sent it before. */
        public static Accepted again(Message first) {
            return new Accepted(first, 0, true, null);
        }
    }

    /** It is not in the log, as far as anybody knows, and goes to nobody. */
    record NotAccepted(Refused refused) implements Answer {}

    /** Past ten times the limit: the connection is to be closed. */
    record Flooding(Refused refused) implements Answer {}
}
