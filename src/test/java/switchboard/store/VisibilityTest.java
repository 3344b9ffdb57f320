package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.history.History;
import switchboard.store.history.HistorySettings;
import switchboard.testing.Records;
import switchboard.testing.SeededTest;

/** I7: what a database filters out is never more than what the view leaves out, whoever reads whatever part. */
class VisibilityTest extends DatabaseContract {
    private static final List<UserId> STUDENTS =
            Stream.of("s1", "s2", "s3", "S1", "both").map(UserId::new).toList();
    private static final List<UserId> INSTRUCTORS =
            Stream.of("i1", "i2", "both").map(UserId::new).toList();

    @SeededTest(seeds = 6)
    void pagesHoldExactlyWhatTheViewShows(long seed) throws Exception {
        Random random = new Random(seed);
        StoredSession session = create(database, session("Any", "s1", "s2", "s3", "S1", "both"));
        List<Message> log = fill(database, session, random);
        for (int i = 0; i < 100; i++) {
            View view = anyView(random, log.size());
            long after = random.nextInt(log.size());
            long upTo = after + random.nextInt(log.size() - (int) after + 1);
            assertThat(read(database, session, view, after, upTo, 1 + random.nextInt(50)))
                    .as("%s of %d to %d", view, after, upTo)
                    .isEqualTo(log.stream()
                            .filter(message -> message.seq() > after && message.seq() <= upTo)
                            .filter(view::shows)
                            .map(Message::id)
                            .toList());
        }
    }

    /** Whether a page was read for its reader alone, with others, or before. */
    @SeededTest(seeds = 6)
    void pagesOfThoseWhoReadAtTheSameTimeHoldExactlyWhatEachViewShows(long seed) throws Exception {
        Random random = new Random(seed);
        ActorTestKit kit = ActorTestKit.create();
        try {
            StoredSession session = create(database, session("Any", "s1", "s2", "s3", "S1", "both"));
            List<Message> log = fill(database, session, random);
            HistorySettings settings = Records.with(
                    StoreSamples.HISTORY,
                    set("readers", 2),
                    set("pageMessages", 20),
                    set("pageBytes", 8 << 10),
                    set("pageScan", 1_000),
                    set("inFlightBytes", 1 << 20),
                    set("sharedBytes", 16 << 10),
                    set("waitingFinds", 10));
            ActorRef<History.Command> history = kit.spawn(History.create(database, settings));
            List<PagedReader> readers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                readers.add(new PagedReader(
                        kit.createTestProbe(History.ReadReply.class),
                        anyView(random, log.size()),
                        random.nextInt(3) * 50,
                        log.size() - random.nextInt(3) * 50));
            }
            while (!readers.isEmpty()) {
                readers.forEach(reader -> reader.ask(history, session));
                readers.forEach(reader -> reader.take(log));
                readers.removeIf(PagedReader::isDone);
            }
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static final class PagedReader {
        private final TestProbe<History.ReadReply> pages;
        private final View view;
        private final long upTo;
        private long position;

        PagedReader(TestProbe<History.ReadReply> pages, View view, long after, long upTo) {
            this.pages = pages;
            this.view = view;
            this.position = after;
            this.upTo = upTo;
        }

        void ask(ActorRef<History.Command> history, StoredSession session) {
            history.tell(new History.Read(session.key(), view, position, upTo, AddressBlock.UNKNOWN, pages.ref()));
        }

        void take(List<Message> log) {
            History.Page page = pages.expectMessageClass(History.Page.class);
            assertThat(page.after()).isEqualTo(position);
            assertThat(page.upTo()).isGreaterThan(position).isLessThanOrEqualTo(upTo);
            assertThat(page.messages())
                    .extracting(EncodedMessage::seq)
                    .as("%s of %d to %d", view, page.after(), page.upTo())
                    .isEqualTo(log.stream()
                            .filter(message -> message.seq() > page.after() && message.seq() <= page.upTo())
                            .filter(view::shows)
                            .map(Message::seq)
                            .toList());
            position = page.upTo();
        }

        boolean isDone() {
            return position == upTo;
        }
    }

    private static List<Message> fill(Database database, StoredSession session, Random random) throws StoreException {
        List<Write> group = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            group.add(new Write.Append(session.key(), anyMessage(random)));
        }
        List<Message> log = new ArrayList<>();
        for (Written written : database.write(group)) {
            log.add(((AppendOutcome.Appended) ((Written.AppendDone) written).outcome()).message());
        }
        return log;
    }

    private static List<MessageId> read(
            Database database, StoredSession session, View view, long after, long upTo, int pageMessages)
            throws StoreException {
        List<MessageId> read = new ArrayList<>();
        long position = after;
        while (position < upTo) {
            Page page = new Page(view, pageMessages, read);
            long next = database.scan(session.key(), view.user(), view.role(), position, upTo, pageMessages, page);
            assertThat(next).isGreaterThan(position);
            position = next;
        }
        return read;
    }

    /** Takes what the view shows, until it is full. */
    private record Page(View view, int maxMessages, List<MessageId> read, AtomicInteger taken) implements RowSink {
        Page(View view, int maxMessages, List<MessageId> read) {
            this(view, maxMessages, read, new AtomicInteger());
        }

        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            return view.shows(seq, type, from, to);
        }

        @Override
        public boolean take(Message message) {
            return taken.getAndIncrement() < maxMessages && read.add(message.id());
        }

        @Override
        public boolean damaged(long first, long last) {
            throw new AssertionError("nothing is damaged from " + first + " to " + last);
        }
    }

    private static NewMessage anyMessage(Random random) {
        MessageType type = any(random, List.of(MessageType.values()));
        UserId from = any(random, type.sender() == Role.STUDENT ? STUDENTS : INSTRUCTORS);
        return message(type, from, type.needsRecipient() ? any(random, STUDENTS) : null, "{}");
    }

    private static View anyView(Random random, int head) {
        Role role = any(random, List.of(Role.values()));
        return new View(
                any(random, role == Role.STUDENT ? STUDENTS : INSTRUCTORS),
                role,
                any(random, List.of(ProtocolVersion.values())),
                random.nextInt(head + 1));
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
