package switchboard.session;

import static switchboard.testing.Records.set;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import switchboard.hub.SessionsSettings;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.testing.Records;

/** A session for tests: three students, instructors as needed, and what is said in it. */
public final class Lesson {
    public static final UserId ANN = new UserId("ann");
    public static final UserId BOB = new UserId("bob");
    public static final UserId CAT = new UserId("cat");
    public static final UserId TEACHER = new UserId("teacher");
    public static final UserId ASSISTANT = new UserId("assistant");
    public static final UserId NOT_ENROLLED = new UserId("not-enrolled");
    public static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", AddressBlock.UNKNOWN, Optional.empty());
    public static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    public static final SessionSettings SETTINGS = Records.with(
            Records.defaults(SessionSettings::from),
            set("tailMessages", 1_000),
            set("tailBytes", 1 << 20),
            set("allTailsBytes", 64 << 20),
            set("advanceEvery", 1_000),
            set("ownWrites", 64),
            set("maxBytes", 1 << 30),
            set("maxInstructors", 250),
            set("maxLongPolls", 4),
            set("idleAfter", Duration.ofSeconds(60)));
    public static final RateSettings RATES = Records.with(
            Records.defaults(RateSettings::from),
            set("student", 100),
            set("instructor", 100),
            set("window", Duration.ofSeconds(60)),
            set("floodingFactor", 10),
            set("guests", 5_000),
            set("sessionMessages", 100_000),
            set("sessionBytes", 256 << 20));
    public static final SessionsSettings HUB = Records.with(
            Records.defaults(SessionsSettings::from),
            set("maxActive", 10_000),
            set("inUseBytes", 64 << 20),
            set("maxStudents", 2_000),
            set("maxPending", 1_000),
            set("maxConnections", 10_000),
            set("maxConnectionsPerSession", 2_100),
            set("joinsPerSecond", 2_000),
            set("joinsPerUser", 300),
            set("joinsPerUserWindow", Duration.ofSeconds(60)),
            set("maxReplaced", 20),
            set("createsPerMinute", 1_200),
            set("createsWindow", Duration.ofSeconds(60)));

    private Lesson() {}

    /** Of a database that nothing fills. */
    public static StorageRoom storage() {
        return new StorageRoom("the database", 1L << 40);
    }

    public static StoredSession stored(long number) {
        return stored(number, SessionId.next());
    }

    static StoredSession stored(long number, SessionId id) {
        return new StoredSession(
                number,
                new SessionInfo(id, new SessionName("algebra"), TEACHER, List.of(ANN, BOB, CAT), Map.of(), NOON, null),
                0);
    }

    /** Just begun by the teacher, with these students. */
    public static SessionInfo session(UserId... students) {
        return session(List.of(students));
    }

    /** Just begun by the teacher, with these students. */
    public static SessionInfo session(List<UserId> students) {
        return new SessionInfo(SessionId.next(), new SessionName("algebra"), TEACHER, students, Map.of(), NOON, null);
    }

    /** What a client sends. */
    public static byte[] frame(MessageType type, @Nullable UserId to, String text) {
        String recipient = to == null ? "" : ",\"to_user\":\"" + to + "\"";
        return ("{\"type\":\"" + type.wire() + "\"" + recipient + ",\"content\":{\"text\":\"" + text + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static IncomingFrame question(String text) {
        return FrameReader.read(frame(MessageType.INSTRUCTOR_INBOX, null, text), ProtocolVersion.V1);
    }

    public static IncomingFrame broadcast(String text) {
        return FrameReader.read(frame(MessageType.INSTRUCTOR_BROADCAST, null, text), ProtocolVersion.V1);
    }

    public static IncomingFrame reply(UserId to, String text) {
        return FrameReader.read(frame(MessageType.INBOX_RESPONSE, to, text), ProtocolVersion.V1);
    }

    public static Message message(SessionId session, long seq, MessageType type, UserId from, @Nullable UserId to) {
        return new Message(
                MessageId.next(), session, seq, type, Context.GENERAL, from, to, content("message " + seq), NOON, null);
    }

    /** That a question is in the log. */
    public static SessionEvent.Accepted accepted(MessageId id, long seq, @Nullable UserId offline) {
        Message message = new Message(
                id, SessionId.next(), seq, MessageType.ANALYTICS, Context.GENERAL, ANN, null, content("?"), NOON, null);
        return new SessionEvent.Accepted(message, 1, false, offline);
    }

    public static Content content(String text) {
        return Content.ofValidated(("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    /** Seeds of the property tests; the name of each run shows its own. */
    public static LongStream seeds() {
        return LongStream.rangeClosed(1, 25);
    }
}
