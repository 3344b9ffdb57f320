package switchboard.store.history;

import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.testing.Records;

/** A history over a real database, and one reader. */
abstract class HistoryFixture {
    static final View TEACHERS = new View(TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, 0);
    static final View ANNS = new View(ANN, Role.STUDENT, ProtocolVersion.V2, 0);

    static final HistorySettings ONE_READER =
            Records.with(StoreSamples.HISTORY, set("readers", 1), set("sharedBytes", 4 << 20), set("waitingFinds", 10));

    /** While a page of 60,000 bytes is not taken, another one waits. */
    static final HistorySettings ONE_PAGE_IN_FLIGHT = Records.with(
            StoreSamples.HISTORY,
            set("pageBytes", 64 << 10),
            set("inFlightBytes", 100 << 10),
            set("sharedBytes", 4 << 20),
            set("waitingFinds", 10));

    @TempDir
    Path folder;

    final ActorTestKit kit = ActorTestKit.create();
    final TestProbe<History.ReadReply> reader = kit.createTestProbe(History.ReadReply.class);

    SqliteDatabase database;
    StoredSession session;
    ActorRef<History.Command> history;

    @BeforeEach
    void open() throws Exception {
        database = SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
        session = create(database, session());
        start(StoreSamples.HISTORY, StoreSamples::encoded);
    }

    void start(HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        history = kit.spawn(Behaviors.supervise(History.create(database, settings, encoder))
                .onFailure(SupervisorStrategy.restart()));
    }

    @AfterEach
    void close() {
        kit.shutdownTestKit();
        database.close();
    }

    void append(StoredSession session, int count, String json) throws StoreException {
        List<Write> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            group.add(new Write.Append(session.key(), question(json)));
        }
        database.write(group);
    }

    History.Page read(View view, long after, long upTo) {
        history.tell(new History.Read(session.key(), view, after, upTo, AddressBlock.UNKNOWN, reader.ref()));
        return page(reader);
    }

    static History.Page page(TestProbe<History.ReadReply> reader) {
        return reader.expectMessageClass(History.Page.class);
    }

    static List<Long> seqs(History.Page page) {
        return page.messages().stream().map(EncodedMessage::seq).toList();
    }

    History.PingReply pingAnswers() {
        TestProbe<History.PingReply> pinger = kit.createTestProbe(History.PingReply.class);
        history.tell(new History.Ping(pinger.ref()));
        return pinger.receiveMessage();
    }
}
