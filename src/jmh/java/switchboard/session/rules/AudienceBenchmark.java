package switchboard.session.rules;

import com.typesafe.config.ConfigFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.SessionSettings;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.Follower;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.settings.SettingsReader;

/** Who gets a message, in a session whose students and instructor are all there and keep up. */
public class AudienceBenchmark extends Piece {
    private static final MessageId ID = MessageId.next();
    private static final SessionId SESSION = SessionId.next();
    private static final Instant NOW = Instant.parse("2026-11-24T08:15:30.123Z");

    @Param({"50", "1000"})
    public int students;

    /** To all students, to the instructor, to one student. */
    @Param({"INSTRUCTOR_BROADCAST", "INSTRUCTOR_INBOX", "INBOX_RESPONSE"})
    public MessageType type = MessageType.INSTRUCTOR_BROADCAST;

    private ActorSystem<Void> actors;
    private Content content;
    private FanOut fanOut;
    private Message message;
    private long seq;
    private long taken;

    @Setup
    public void joinAll() {
        actors = ActorSystem.create(Behaviors.empty(), "benchmark");
        content = Samples.content(200);
        SessionSettings settings = SessionSettings.from(new SettingsReader(ConfigFactory.defaultReference()));
        Tail tail = new Tail(
                settings.tailMessages(), settings.tailBytes(), new TailBudget(settings.allTailsBytes()).share(), 0);
        Members members = new Members();
        fanOut = new FanOut(
                members, tail, settings.advanceEvery(), new FanOutWrites(settings.ownWrites(), Runnable::run));
        join(members, Samples.TEACHER, Role.INSTRUCTOR, 0);
        for (int i = 1; i <= students; i++) {
            join(members, new UserId("student-%03d".formatted(i)), Role.STUDENT, i);
        }
        message = next();
        verify();
    }

    @TearDown
    public void stopActors() {
        actors.terminate();
    }

    /** Checks every member and counts, as for a receipt. */
    @Benchmark
    public int count() {
        return fanOut.recipientsOf(message);
    }

    /**
     * Offers it to everybody who gets it. Before that it is encoded and put into the tail, once, as always (200 bytes
     * of content); what a connection's queue does with the offer is not in it.
     */
    @Benchmark
    public void offer() {
        fanOut.add(next());
        fanOut.offerAdded();
    }

    private Message next() {
        UserId from = type.sender() == Role.INSTRUCTOR ? Samples.TEACHER : Samples.STUDENT;
        UserId to = type.needsRecipient() ? Samples.STUDENT : null;
        return new Message(ID, SESSION, ++seq, type, Context.GENERAL, from, to, content, NOW, null);
    }

    private void join(Members members, UserId user, Role role, int connection) {
        // What it is told by message is its connection's business, and nothing of that is measured.
        ActorRef<SessionEvent> nobody = actors.ignoreRef();
        Subscriber subscriber = new Subscriber(
                new ConnectionId(connection),
                user,
                role,
                ProtocolVersion.V2,
                AddressBlock.UNKNOWN,
                new TakesAll(),
                nobody,
                null);
        members.join(subscriber, new View(user, role, ProtocolVersion.V2, 0));
        fanOut.follow(members.find(subscriber.id()).orElseThrow(), 0);
    }

    /** Who is not live would be passed over, and that is fast. */
    private void verify() {
        int audience = switch (type.audience()) {
            case ALL_STUDENTS -> students;
            case ALL_INSTRUCTORS, ONE_STUDENT -> 1;
        };
        if (count() != audience) {
            throw new IllegalStateException(count() + " get it (expected: " + audience + ")");
        }
        fanOut.add(message);
        fanOut.offerAdded();
        // In version 2 its sender gets it, too.
        if (taken != audience + 1) {
            throw new IllegalStateException(taken + " were offered it (expected: " + (audience + 1) + ")");
        }
    }

    /** A cursor that takes everything. */
    private final class TakesAll implements Follower {
        private long position;

        @Override
        public long offer(long after, long upTo, List<EncodedMessage> messages, Executor writes) {
            if (after == position) {
                position = upTo;
                taken += messages.size();
            }
            return position;
        }

        @Override
        public void answerFollows() {
            // Nothing is written that could leave together with the answer.
        }

        @Override
        public void presenceChanged(UserId user, Role role, @Nullable DisplayName name, boolean online) {
            // Nobody comes or goes.
        }

        @Override
        public void participants(JsonPieces participants) {
            // As above.
        }
    }
}
