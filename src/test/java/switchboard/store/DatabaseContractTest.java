package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.head;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.text;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/**
 * What every dialect owes whoever writes and reads: sessions, logs without gaps, ends, and messages that are
 * resubmitted. Its refs, first joins and pages have files of their own beside this one; what only one dialect does is
 * tested there.
 */
class DatabaseContractTest extends DatabaseContract {
    @Test
    void keepsSessionsAsTheyWereGiven() throws Exception {
        SessionInfo info = session("Größe → \"1\" 🎓", "ann", "bob", "A_-9");
        StoredSession stored = create(database, info);
        startAgain();

        assertThat(stored.info()).isEqualTo(info);
        assertThat(database.find(info.id())).contains(stored);
        assertThat(Rows.active(database)).containsExactly(stored);
        assertThat(database.find(session().id())).isEmpty();
    }

    @Test
    void keepsTheLongestListOfStudents() throws Exception {
        String[] students = new String[2_000];
        for (int i = 0; i < students.length; i++) {
            students[i] = "student-%042d".formatted(i);
        }
        StoredSession stored = create(database, session("All", students));

        assertThat(database.find(stored.info().id()).orElseThrow().info().studentIds())
                .hasSize(2_000)
                .startsWith(new UserId(students[0]))
                .endsWith(new UserId(students[1_999]));
    }

    @Test
    void answersACreationThatCameTwiceWithTheFirst() throws Exception {
        SessionInfo info = session();
        StoredSession first = create(database, info);

        assertThat(create(database, info)).isEqualTo(first);
    }

    @Test
    void keepsMessagesAsTheyWereWritten() throws Exception {
        StoredSession session = create(database, session());
        String json = "{\"b\":12345678901234567890,\"a\":1e21,\"s\":\"\\ud83c\\udf93 é 🎓 \\u0000\",\"a\":1.0}";
        Message direct = append(database, session, message(MessageType.REQUEST, TEACHER, BOB, json));
        Message longest = append(database, session, question("{\"x\":\"" + "y".repeat(65_536 - 8) + "\"}"));
        startAgain();

        assertThat(Rows.all(database, session)).containsExactly(direct, longest);
        assertThat(text(Rows.all(database, session).get(0))).isEqualTo(json);
    }

    /** A schema may have a list of its own: it must not lack one of the catalogue. */
    @Test
    void storesEachTypeOfMessage() throws Exception {
        StoredSession session = create(database, session());
        for (MessageType type : MessageType.values()) {
            UserId from = type.sender() == Role.STUDENT ? ANN : TEACHER;
            append(database, session, message(type, from, type.needsRecipient() ? BOB : null, "{}"));
        }

        assertThat(Rows.all(database, session)).extracting(Message::type).containsExactly(MessageType.values());
    }

    @Test
    void timesAreThoseOfTheCommitInWholeMilliseconds() throws Exception {
        StoredSession session = create(database, session());

        assertThat(append(database, session, question("{}")).timestamp())
                .isEqualTo(Instant.parse("2026-11-24T08:00:00.123Z"));
    }

    /** I2. */
    @Test
    void numbersEachSessionByItselfAcrossGroupsAndStarts() throws Exception {
        StoredSession physics = create(database, session());
        StoredSession music = create(database, session());
        database.write(List.of(
                new Write.Append(physics.key(), question("{}")),
                new Write.Append(music.key(), question("{}")),
                new Write.Append(physics.key(), question("{}"))));
        startAgain();
        append(database, physics, question("{}"));

        assertThat(Rows.all(database, physics)).extracting(Message::seq).containsExactly(1L, 2L, 3L);
        assertThat(Rows.all(database, music)).extracting(Message::seq).containsExactly(1L);
    }

    @Test
    void countsStoredBytesExactlyAcrossStarts() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{\"a\":1}"));
        append(database, session, question("{}"));
        startAgain();
        append(database, session, question("{}"));

        assertThat(head(database, session)).isEqualTo(new Written.Head(3, 7 + 2 + 2 + 3 * 128, null, null, List.of()));
    }

    @Test
    void headOfAGroupSeesWhatStandsBeforeIt() throws Exception {
        StoredSession session = create(database, session());
        List<Written> written = database.write(List.of(
                new Write.Head(session.key(), false),
                new Write.Append(session.key(), question("{}")),
                new Write.Head(session.key(), false)));

        assertThat(written.get(0)).isEqualTo(new Written.Head(0, 0, null, null, List.of()));
        assertThat(written.get(2)).isEqualTo(new Written.Head(1, 130, null, null, List.of()));
    }

    @Test
    void endHasItsPlaceInTheLog() throws Exception {
        StoredSession session = create(database, session());
        NewMessage late = question("{}");
        List<Written> written = database.write(List.of(
                new Write.Append(session.key(), question("{}")),
                new Write.End(session.key()),
                new Write.Append(session.key(), late),
                new Write.End(session.key())));
        SessionInfo ended = session.info().endedAt(Instant.parse("2026-11-24T08:00:00.123Z"));

        assertThat(written.get(1)).isEqualTo(new Written.Ended(ended, 1, false));
        assertThat(written.get(2))
                .isEqualTo(new Written.AppendDone(new AppendOutcome.Rejected(late.id(), Refusal.SESSION_ENDED)));
        assertThat(written.get(3)).isEqualTo(new Written.Ended(ended, 1, true));
        startAgain();
        assertThat(Rows.active(database)).isEmpty();
        assertThat(head(database, session).endedAt()).isEqualTo(ended.endTime());
    }

    @Test
    void knowsNoSessionThatIsNotThere() throws Exception {
        StoredSession session = create(database, session());
        SessionKey none = new SessionKey(99, session().id());
        SessionKey otherId = new SessionKey(session.number(), session().id());
        NewMessage message = question("{}");

        assertThat(database.write(List.of(
                        new Write.Head(none, false),
                        new Write.End(none),
                        new Write.Append(none, message),
                        new Write.Head(otherId, false))))
                .containsExactly(
                        Written.NoSuchSession.INSTANCE,
                        Written.NoSuchSession.INSTANCE,
                        new Written.AppendDone(new AppendOutcome.Rejected(message.id(), Refusal.SESSION_NOT_FOUND)),
                        Written.NoSuchSession.INSTANCE);
    }

    @Test
    void resubmittedMessageIsAnsweredFromTheRowsAboveTheKnownHead() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        NewMessage lost =
                new NewMessage(question("{}").id(), ANN, question("{\"a\":1}").draft(), null, 1, false);
        Message stored = append(database, session, lost);
        append(database, session, question("{}"));

        assertThat(append(database, session, lost.again())).isEqualTo(stored);
        assertThat(Rows.all(database, session)).hasSize(3);
    }

    @Test
    void resubmittedMessageThatWasNotStoredIsStored() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));

        assertThat(append(database, session, question("{}").again()).seq()).isEqualTo(2);
    }

    /** Otherwise a message that was accepted before the end would be refused, though everybody got it. */
    @Test
    void resubmittedMessageIsFoundInASessionThatEndedMeanwhile() throws Exception {
        StoredSession session = create(database, session());
        NewMessage message = question("{}");
        Message stored = append(database, session, message);
        database.write(List.of(new Write.End(session.key())));

        assertThat(append(database, session, message.again())).isEqualTo(stored);
    }
}
