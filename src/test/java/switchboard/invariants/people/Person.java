package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import switchboard.testing.Drafts;
import switchboard.testing.client.Opening;
import switchboard.testing.client.Received;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;

/**
 * Somebody in a session: connects, says things that can be told apart, comes back with {@code after_seq} where it left
 * off, and in the end compares what it got, on each of its connections, with the log. Used by one thread at a time.
 */
public final class Person implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> STUDENT_TYPES = List.of("instructor_inbox", "request_response", "analytics");

    /** One connection and what it began behind. */
    private record Visit(RecordingClient client, long after) {}

    private final IntSupplier port;
    private final String session;
    private final String name;
    private final boolean instructor;
    private final boolean v2;
    private final List<String> classmates;
    private UnaryOperator<Opening> opening = UnaryOperator.identity();
    private final List<Visit> visits = new ArrayList<>();
    private @Nullable Outbox outbox;
    private int said;
    private int asked;

    /** @param classmates whom an instructor writes to */
    Person(IntSupplier port, String session, String name, boolean instructor, boolean v2, List<String> classmates) {
        this.port = port;
        this.session = session;
        this.name = name;
        this.instructor = instructor;
        this.v2 = v2;
        this.classmates = classmates;
    }

    /** How every connection from now on is opened. */
    public Person opening(UnaryOperator<Opening> change) {
        opening = change;
        return this;
    }

    /** From now on it sends with refs. */
    public Person keepingOutbox() {
        outbox = new Outbox(name);
        return this;
    }

    public String name() {
        return name;
    }

    public boolean isInstructor() {
        return instructor;
    }

    // ---- coming and going

    public Person join() {
        return joinAfter(0);
    }

    /** Joins, and does not wait for anything. */
    public Person joinAfter(long seq) {
        String query = "/ws?user_id=" + name + "&role=" + (instructor ? "instructor" : "student") + "&session_id="
                + session + (visits.isEmpty() && seq == 0 ? "" : "&after_seq=" + seq);
        Opening to = RecordingClient.to("127.0.0.1", port.getAsInt(), query).deadline(PATIENCE);
        RecordingClient client =
                opening.apply(v2 ? to.subprotocol("switchboard.v2") : to).open();
        visits.add(new Visit(client, seq));
        return this;
    }

    /** Tears the connection, if it is still there, and comes back behind the last message that arrived. */
    public Person comeBack() {
        client().abort();
        settleOutbox();
        return joinAfter(lastSeq());
    }

    public RecordingClient client() {
        return visits.get(visits.size() - 1).client();
    }

    /** How far all connections have come: the last message that arrived, or where a replay is known to have ended. */
    public long lastSeq() {
        return visits.stream()
                .mapToLong(visit -> lastSeq(visit.client().texts()))
                .max()
                .orElse(0);
    }

    /** Messages come in the order of their seq, whatever the version. */
    private static long lastSeq(List<Text> texts) {
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (texts.get(i).isMessage()) {
                return texts.get(i).seq();
            }
        }
        return 0;
    }

    public Person awaitHistory() {
        head(client());
        return this;
    }

    // ---- talking

    /** Sends something that nobody said before, of a type and to a recipient that are drawn. */
    public void say(SplittableRandom random) {
        say(random, 0);
    }

    /** @param padding makes it this many characters longer */
    public void say(SplittableRandom random, int padding) {
        String type = instructor
                ? List.of("inbox_response", "request", "instructor_broadcast", "instructor_broadcast")
                        .get(random.nextInt(4))
                : STUDENT_TYPES.get(random.nextInt(STUDENT_TYPES.size()));
        String to = type.equals("inbox_response") || type.equals("request")
                ? classmates.get(random.nextInt(classmates.size()))
                : null;
        say(type, to, padding);
    }

    public void say(String type, @Nullable String to, int padding) {
        said++;
        String content = "{\"n\":" + said + (padding == 0 ? "" : ",\"pad\":\"" + "x".repeat(padding) + "\"") + "}";
        Drafts draft = Drafts.of(type).content(content);
        if (to != null) {
            draft.toUser(to);
        }
        client().send(outbox == null ? draft : outbox.add(said, draft, content));
    }

    /** Sends everything again that no connection before this one got a receipt for. */
    public Person sendOutbox() {
        outbox().unaccepted().forEach(client()::send);
        return this;
    }

    public Outbox outbox() {
        return Objects.requireNonNull(outbox, "this person keeps none");
    }

    private void settleOutbox() {
        if (outbox != null) {
            outbox.settle(client().systems("message_accepted"));
        }
    }

    /** Waits until every frame of this connection is answered: the answers leave in the order of the frames. */
    public void awaitAnswers() {
        asked++;
        client().send(Drafts.of("is-all-answered").text(name + asked));
        client().awaitError("invalid_type");
    }

    public int said() {
        return said;
    }

    /** How many frames were refused with this code, on all connections. */
    public long refused(String code) {
        return visits.stream()
                .flatMap(visit -> visit.client().systems("message_error").stream())
                .filter(error -> error.code().equals(code))
                .count();
    }

    /** How many messages were refused, whatever the code. */
    private long refused() {
        return visits.stream()
                .flatMap(visit -> visit.client().systems("message_error").stream())
                .filter(error -> !List.of("invalid_type", "recipient_offline").contains(error.code()))
                .count();
    }

    // ---- comparing

    /**
     * I1, I2: of everything it said, what was not refused is in the log, once and in the order in which it was said.
     * Only where each frame was answered.
     */
    public void assertSaid(StoredLog log) {
        List<Long> numbers = numbers(log);
        assertThat(numbers).as("what " + name + " said, as stored").hasSize((int) (said - refused()));
        assertThat(numbers).as("what " + name + " said, as stored").isSorted().doesNotHaveDuplicates();
    }

    /** I1: everything that it sent with a ref was accepted, and is stored once. Only where each frame was answered. */
    public void assertOutboxStoredOnce(StoredLog log) {
        settleOutbox();
        outbox().assertStoredOnce(log);
    }

    /** As {@link #assertSaid}, where answers may have been lost: nothing twice, nothing out of order. */
    public void assertSaidAtMostOnce(StoredLog log) {
        assertThat(numbers(log))
                .as("what " + name + " said, as stored")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private List<Long> numbers(StoredLog log) {
        return log.from(name).stream()
                .map(row -> Long.parseLong(row.content().replaceFirst("\\{\"n\":(\\d+).*", "$1")))
                .toList();
    }

    /** I3, I7: waits until the open connection has everything that its user may see, and compares all connections. */
    public void assertGot(StoredLog log) {
        awaitAll(log);
        for (Visit visit : visits) {
            Viewer viewer = viewer(visit);
            List<StoredLog.Row> expected = log.of(viewer);
            List<StoredLog.Row> got = got(visit.client());
            if (visit.client() == client()) {
                assertThat(got).as("what %s got", viewer).isEqualTo(expected);
            } else {
                assertThat(got)
                        .as("what %s got before it ended", viewer)
                        .isEqualTo(expected.subList(0, Math.min(got.size(), expected.size())));
            }
        }
        if (v2) {
            assertGotAsIfNeverBroken(log);
        }
    }

    /** The same for somebody who is gone: no gap, nothing twice, nothing that is not theirs, up to some point. */
    public void assertGotNothingElse(StoredLog log) {
        for (Visit visit : visits) {
            List<StoredLog.Row> expected = log.of(viewer(visit));
            List<StoredLog.Row> got = got(visit.client());
            assertThat(got)
                    .as("what %s got before it ended", name)
                    .isEqualTo(expected.subList(0, Math.min(got.size(), expected.size())));
        }
    }

    /** What came on all connections together is what one that never broke would have got. */
    private void assertGotAsIfNeverBroken(StoredLog log) {
        List<StoredLog.Row> all = new ArrayList<>();
        visits.forEach(visit -> all.addAll(got(visit.client())));
        assertThat(all)
                .as("what %s got on %d connections", name, visits.size())
                .isEqualTo(log.of(viewer(visits.get(0))));
    }

    private void awaitAll(StoredLog log) {
        List<StoredLog.Row> expected = log.of(viewer(visits.get(visits.size() - 1)));
        if (expected.isEmpty()) {
            return;
        }
        long last = expected.get(expected.size() - 1).seq();
        List<Text> messages = client().messages();
        if (messages.isEmpty() || messages.get(messages.size() - 1).seq() < last) {
            client().awaitUntil(text -> text.isMessage() && text.seq() >= last, "message " + last + " to " + name);
        }
    }

    private static List<StoredLog.Row> got(RecordingClient client) {
        return client.messages().stream().map(Viewer::row).toList();
    }

    private Viewer viewer(Visit visit) {
        return new Viewer(name, instructor, v2, visit.after(), head(visit.client()));
    }

    /** A connection that ended within its replay got nothing else, whatever the head was. */
    private static long head(RecordingClient client) {
        List<Text> complete = client.systems("history_complete");
        if (complete.isEmpty()) {
            List<Received> received = client.received();
            if (!received.isEmpty() && received.get(received.size() - 1) instanceof Received.Ended) {
                return Long.MAX_VALUE;
            }
            complete = List.of(client.awaitSystem("history_complete"));
        }
        assertThat(complete).as("history_complete").hasSize(1);
        return complete.get(0).content().path("head_seq").longValue();
    }

    @Override
    public void close() {
        visits.forEach(visit -> visit.client().close());
    }
}
