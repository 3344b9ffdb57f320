package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.FaultyDatabase.blocked;
import static switchboard.store.FaultyDatabase.failsButIsCommitted;
import static switchboard.store.FaultyDatabase.none;
import static switchboard.store.FaultyDatabase.readOnly;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.SessionKey;
import switchboard.store.StoreSamples;
import switchboard.testing.Records;

/** First joins on their way to the disk. */
class WriterJoinsTest extends WriterFixture {
    private static final Joiner JOINER = new Joiner(ANN, Role.STUDENT);

    private void noteJoin() {
        writer.tell(new Writer.NoteJoins(session.key(), List.of(JOINER), List.of(), joins.ref()));
    }

    private List<FirstJoin> noted() {
        return ((Writer.JoinsNoted) joins.receiveMessage()).firstJoins();
    }

    @Test
    void joinsAreNotedOnceAndReadWithTheHead() {
        noteJoin();
        List<FirstJoin> first = noted();
        noteJoin();
        writer.tell(new Writer.ReadHead(session.key(), true, heads.ref()));

        assertThat(first).extracting(FirstJoin::user).containsExactly(ANN);
        assertThat(noted()).isEqualTo(first);
        assertThat(heads.expectMessageClass(Writer.HeadRead.class).firstJoins()).isEqualTo(first);
    }

    @Test
    void joinOfAGroupThatFailsIsNotedByItsRetry() throws Exception {
        database.next(failsButIsCommitted());
        noteJoin();
        database.awaitAttempt();
        passUntilRetry();

        assertThat(noted()).isEqualTo(database.firstJoins(session.key()));
    }

    @Test
    void joinsAreNotStoredWhileNothingIs() throws Exception {
        database.next(readOnly(), readOnly());
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);

        passUntilAccepted();
        noteJoin();
        assertThat(noted()).hasSize(1);
    }

    private Refusal notStored() {
        return ((Writer.NotStored) joins.receiveMessage()).refused().refusal();
    }

    /** I5: anybody may be an instructor who joins. */
    @Test
    void joinsAreNotNotedInTheLastTenthOfTheDatabase_I5() {
        append();
        outcome();
        database.storage().taken((1L << 40) / 100 * 95);
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);
        database.storage().taken(0);
        noteJoin();
        assertThat(noted()).hasSize(1);
    }

    @Test
    void joinsOfNoSessionAreNotStored() {
        writer.tell(new Writer.NoteJoins(new SessionKey(99, session().id()), List.of(JOINER), List.of(), joins.ref()));

        assertThat(notStored()).isEqualTo(Refusal.SESSION_NOT_FOUND);
    }

    /** I5. */
    @Test
    void joinsBeyondTheBoundsAreBusy() throws Exception {
        kit.stop(writer);
        start(Records.with(
                StoreSamples.WRITER,
                set("queueMessages", 2),
                set("queueBytes", 1 << 20),
                set("sessionMessages", 2),
                set("sessionBytes", 1 << 20)));
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        append();
        database.awaitAttempt();
        noteJoin();
        noteJoin();

        assertThat(notStored()).isEqualTo(Refusal.BUSY);
        latch.countDown();
        assertThat(noted()).hasSize(1);
    }
}
