package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.store.StoreException;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * I2, I3, I8: one bit of the database is flipped, wherever. Everybody gets what can be read, in order, and is told of
 * what cannot; nothing is invented; one session at most is closed, and the start is refused only in words.
 */
class FlippedBitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGES = 60;
    private static final int PAGE = 25;

    @TempDir
    private static Path folder;

    private static Path sound;
    private static final List<Path> COPIES = new ArrayList<>();

    /** By session and user what they may see, as it was before. */
    private static final Map<String, Map<Long, JsonNode>> BEFORE = new TreeMap<>();

    private static final List<String> CLASSES = new ArrayList<>();

    /** What one reader got: messages by seq, and the places that are damaged. */
    private static final class Got {
        private final Map<Long, JsonNode> messages = new TreeMap<>();
        private final Set<Long> damaged = new TreeSet<>();
        private long last;

        void message(JsonNode message) {
            long seq = message.path("seq").asLong();
            assertThat(seq).as("in order, and once").isGreaterThan(last);
            last = seq;
            messages.put(seq, message);
        }

        void damaged(JsonNode gap) {
            assertThat(gap.path("first_seq").asLong()).isPositive();
            for (long seq = gap.path("first_seq").asLong();
                    seq <= gap.path("last_seq").asLong();
                    seq++) {
                damaged.add(seq);
            }
        }
    }

    @BeforeAll
    static void classesWithMessages() throws IOException {
        sound = folder.resolve("sound");
        try (RunningServer server = RunningServer.in(sound).withRates(10_000).start()) {
            for (int i = 0; i < 3; i++) {
                String session = server.session("ines", "ana", "ben");
                CLASSES.add(session);
                talk(server, session);
                for (String user : List.of("ines", "ana")) {
                    Got got = new Got();
                    assertThat(readAll(server, session, user, got)).isTrue();
                    BEFORE.put(session + user, got.messages);
                }
            }
        }
        assertThat(BEFORE.get(CLASSES.get(0) + "ines")).hasSize(MESSAGES);
    }

    private static void talk(RunningServer server, String session) {
        try (RecordingClient ines = server.instructor(session, "ines")
                        .subprotocol(TestSession.V2)
                        .open();
                RecordingClient ana = server.student(session, "ana")
                        .subprotocol(TestSession.V2)
                        .open()) {
            for (int i = 1; i <= MESSAGES / 4; i++) {
                String text = "number " + i + " " + "x".repeat(i % 15 == 0 ? 9_000 : 20 * (i % 7));
                ines.send(Drafts.of("instructor_broadcast").text(text).ref("b" + i));
                ines.send(Drafts.of("inbox_response")
                        .toUser(i % 2 == 0 ? "ana" : "ben")
                        .text(text));
                ana.send(Drafts.of("instructor_inbox")
                        .context("question")
                        .text(text)
                        .ref("q" + i));
                ana.send(Drafts.of("analytics").content("{\"progress\":" + i + ",\"a\":[1,2.50,{\"b\":null}]}"));
            }
            ines.awaitUntil(text -> text.isMessage() && text.seq() == MESSAGES);
        }
    }

    @Test
    void i3OneFlippedBitTakesNoMoreThanWhatItHits() throws Exception {
        flip(8, 20261130);
    }

    @Test
    @Tag("faults")
    void i3ManyFlippedBitsOneAfterTheOtherTakeNoMoreThanTheyHit() throws Exception {
        // The last of them makes an active session one that has ended.
        flip(62, 20_927_431_593_448L);
    }

    private static void flip(int times, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(sound.resolve("switchboard.db"));
        int refused = 0;
        for (int i = 0; i < times; i++) {
            long bit = (long) (random.nextDouble() * bytes.length * 8);
            byte[] damaged = bytes.clone();
            damaged[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
            Path copy = Files.createDirectory(folder.resolve("flip-" + COPIES.size()));
            COPIES.add(copy);
            Files.write(copy.resolve("switchboard.db"), damaged);
            try {
                refused += isServed(copy) ? 0 : 1;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", flip " + i + ", bit " + bit + ", page " + (bit / 8 / 4096 + 1) + " offset "
                                + bit / 8 % 4096 + ": " + e.getMessage(),
                        e);
            }
        }
        // Of the pages of this small file, one is the schema, and some are what everybody writes to.
        assertThat(refused).as("starts refused, seed " + seed).isLessThan(1 + times / 3);
    }

    /** Returns whether the server starts. */
    private static boolean isServed(Path data) {
        RunningServer server;
        try {
            server = RunningServer.in(data)
                    .with("switchboard.session.tail-messages", 1)
                    .start();
        } catch (AssertionError refusal) {
            assertThat(refusal.getCause()).as("refused in words: " + refusal).isInstanceOf(StoreException.class);
            assertThat(refusal).hasMessageContaining("switchboard.db");
            return false;
        }
        try (server) {
            JsonNode listed = server.api().sessions().expect(200).json();
            assertThat(listed.path("sessions").size()).isBetween(CLASSES.size() - 1, CLASSES.size());
            int closed = 0;
            for (String session : CLASSES) {
                closed += takesPart(server, session) ? 0 : 1;
            }
            assertThat(closed).as("classes that cannot be read").isLessThanOrEqualTo(1);
            server.api().health();
            return true;
        }
    }

    /** Returns whether this class can be read, by all ways alike. */
    private static boolean takesPart(RunningServer server, String session) {
        boolean read = true;
        for (String user : List.of("ines", "ana")) {
            Got rest = new Got();
            read &= readAll(server, session, user, rest);
            for (String version : new String[] {"v1", TestSession.V2}) {
                Got joined = new Got();
                if (join(server, session, user, version, joined)) {
                    assertNothingInvented(session + user, joined);
                    if (read) {
                        assertThat(joined.messages.keySet()).isEqualTo(rest.messages.keySet());
                        assertThat(joined.damaged).isEqualTo(rest.damaged);
                    }
                } else {
                    read = false;
                }
            }
            if (read) {
                assertNothingInvented(session + user, rest);
            }
        }
        return read;
    }

    /** Each is as it was, but for what one bit makes; and whatever is missing was told. */
    private static void assertNothingInvented(String reader, Got got) {
        Map<Long, JsonNode> before = BEFORE.get(reader);
        int changed = 0;
        for (Map.Entry<Long, JsonNode> message : got.messages.entrySet()) {
            JsonNode original = before.get(message.getKey());
            if (original == null) {
                changed++; // A seq, a receiver or a sender of a valid form is what nobody can know to be wrong.
            } else {
                int members = differences(original, message.getValue());
                assertThat(members).as("members of " + message.getValue()).isLessThanOrEqualTo(1);
                changed += members;
            }
        }
        int untold = 0;
        for (long seq : before.keySet()) {
            untold += got.messages.containsKey(seq) || got.damaged.contains(seq) ? 0 : 1;
        }
        assertThat(changed).as("messages that changed").isLessThanOrEqualTo(1);
        assertThat(untold)
                .as("missing and not told: " + got.messages.keySet() + " " + got.damaged)
                .isLessThanOrEqualTo(reader.endsWith("ines") ? 0 : 1);
    }

    private static int differences(JsonNode one, JsonNode other) {
        Set<String> names = new TreeSet<>();
        for (JsonNode each : List.of(one, other)) {
            for (Iterator<String> all = each.fieldNames(); all.hasNext(); ) {
                names.add(all.next());
            }
        }
        // A ref is for some only.
        names.removeIf(name -> name.equals("ref") || one.path(name).equals(other.path(name)));
        return names.size();
    }

    /** Page by page from 0; false where this class cannot be read, which must be said for good. */
    private static boolean readAll(RunningServer server, String session, String user, Got got) {
        long after = 0;
        for (int pages = 0; pages < 3 * MESSAGES; pages++) {
            Answer answer = server.api()
                    .get("/api/sessions/" + session + "/messages?limit=" + PAGE + "&after=" + after + "&user_id=" + user
                            + "&role=" + role(user));
            if (answer.status() == 404) {
                return false; // Its id is another one now.
            } else if (answer.status() != 200) {
                answer.expectError(503, "storage_failed");
                assertThat(answer.header("retry-after")).contains("30");
                return false;
            }
            JsonNode page = parse(answer.body());
            page.path("messages").forEach(got::message);
            page.path("damaged").forEach(got::damaged);
            if (page.path("next_after").isNull()) {
                return true;
            }
            assertThat(page.path("next_after").asLong()).isGreaterThan(after);
            after = page.path("next_after").asLong();
        }
        throw new AssertionError("pages without an end");
    }

    private static boolean join(RunningServer server, String session, String user, String version, Got got) {
        var opening = role(user).equals("student") ? server.student(session, user) : server.instructor(session, user);
        if (version.equals(TestSession.V2)) {
            opening.subprotocol(TestSession.V2);
        }
        RecordingClient client;
        try {
            client = opening.open();
        } catch (AssertionError refused) {
            assertThat(refused.getMessage()).containsAnyOf("503", "404", "403");
            return false;
        }
        try (client) {
            Received.Text end = client.awaitUntil(text ->
                    text.isSystem("history_complete") || text.isSystem("closing") || text.isSystem("session_ended"));
            if (end.isSystem("session_ended")) {
                return false; // That it has not ended was one bit.
            }
            if (end.isSystem("closing")) {
                assertThat(end.content().path("reconnect").asBoolean(true)).isFalse();
                return false;
            }
            for (Received.Text text : client.texts()) {
                if (text.isMessage()) {
                    got.message(parse(text.raw()));
                } else if (text.isSystem("messages_damaged")) {
                    got.damaged(text.content());
                }
            }
            return true;
        }
    }

    private static String role(String user) {
        return user.equals("ines") ? "instructor" : "student";
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + json, broken);
        }
    }
}
