package switchboard.store;

import static switchboard.testing.Records.set;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.store.history.HistorySettings;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.writer.Writer;
import switchboard.store.writer.WriterSettings;
import switchboard.testing.Records;

/** Sessions and messages to store. */
public final class StoreSamples {
    public static final UserId TEACHER = new UserId("teacher");
    public static final UserId ANN = new UserId("ann");
    public static final UserId BOB = new UserId("bob");
    public static final Instant START = Instant.parse("2026-11-23T03:05:33.123Z");

    public static final SqliteSettings SQLITE = sqlite(32 << 20, 1L << 40);
    public static final WriterSettings WRITER = Records.with(
            Records.defaults(WriterSettings::from),
            set("queueMessages", 10_000),
            set("queueBytes", 32 << 20),
            set("sessionMessages", 1_000),
            set("sessionBytes", 4 << 20),
            set("groupMessages", 512),
            set("groupBytes", 1 << 20));
    public static final HistorySettings HISTORY = Records.with(
            Records.defaults(HistorySettings::from),
            set("readers", 4),
            set("pageMessages", 1_000),
            set("pageBytes", 256 << 10),
            set("pageScan", 100_000),
            set("inFlightBytes", 32 << 20),
            set("sharedBytes", 1 << 20),
            set("waitingFinds", 1_000));

    private StoreSamples() {}

    /** Of somebody who has written nothing. */
    public static FirstJoin firstJoin(UserId user, Role role, Instant at) {
        return new FirstJoin(user, role, at, 0);
    }

    /** Where a log stands, without joins, by the first incarnation of the writer. */
    public static Writer.HeadRead headRead(long seq, long storedBytes, @Nullable Instant endedAt) {
        return new Writer.HeadRead(seq, storedBytes, endedAt, null, List.of(), 0);
    }

    public static SqliteSettings sqlite(long checkpointBytes, long maxBytes) {
        return new SqliteSettings(64 << 20, 16 << 20, checkpointBytes, maxBytes, Duration.ZERO);
    }

    public static SessionInfo session() {
        return session("Physics", "ann", "bob");
    }

    public static SessionInfo session(String name, String... students) {
        return new SessionInfo(
                SessionId.next(),
                new SessionName(name),
                TEACHER,
                Stream.of(students).map(UserId::new).toList(),
                Map.of(),
                START,
                null);
    }

    /** A question of a student to all instructors. */
    public static NewMessage question(String json) {
        return message(MessageType.INSTRUCTOR_INBOX, ANN, null, json);
    }

    public static NewMessage message(MessageType type, UserId from, @Nullable UserId to, String json) {
        return new NewMessage(
                MessageId.next(), from, new Draft(type, Context.GENERAL, to, content(json)), null, 0, false);
    }

    /** The same as its sender calls it. */
    public static NewMessage withRef(String ref, NewMessage message) {
        return new NewMessage(
                message.id(),
                message.from(),
                message.draft(),
                new Ref(ref),
                message.searchAfterSeq(),
                message.resubmitted());
    }

    public static Content content(String json) {
        return Content.ofValidated(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Not a frame of the protocol, but one that shows which message it was made of, and has its size. */
    public static EncodedMessage encoded(Message message) {
        return new EncodedMessage(message.seq(), (message.id() + " " + text(message)).getBytes(StandardCharsets.UTF_8));
    }

    public static String text(Message message) {
        return new String(message.content().json(), StandardCharsets.UTF_8);
    }

    /** Creates a session. */
    public static StoredSession create(Database database, SessionInfo session) throws StoreException {
        return ((Written.Created)
                        database.write(List.of(new Write.Create(session))).get(0))
                .session();
    }

    /** Appends and expects it to be on disk. */
    public static Message append(Database database, StoredSession session, NewMessage message) throws StoreException {
        return ((AppendOutcome.Appended) write(database, session, message).get(0)).message();
    }

    /** Hands these in as one group. */
    public static List<AppendOutcome> write(Database database, StoredSession session, NewMessage... messages)
            throws StoreException {
        List<Write> group = Stream.of(messages)
                .<Write>map(message -> new Write.Append(session.key(), message))
                .toList();
        return database.write(group).stream()
                .map(written -> ((Written.AppendDone) written).outcome())
                .toList();
    }

    public static Written.Head head(Database database, StoredSession session) throws StoreException {
        return (Written.Head)
                database.write(List.of(new Write.Head(session.key(), false))).get(0);
    }
}
