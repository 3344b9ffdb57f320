package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.head;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.text;
import static switchboard.store.StoreSamples.withRef;
import static switchboard.store.StoreSamples.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.store.AppendOutcome.Appended;
import switchboard.store.AppendOutcome.Duplicate;
import switchboard.store.AppendOutcome.Rejected;
import switchboard.testing.SeededTest;

/** A user's ref means one message of a session, for as long as the session is kept. */
class RefsContractTest extends DatabaseContract {
    private static final Ref R1 = new Ref("r1");

    private StoredSession session;

    @BeforeEach
    void createSession() throws Exception {
        session = create(database, session());
    }

    private AppendOutcome hand(NewMessage message) throws StoreException {
        return write(database, session, message).get(0);
    }

    private static NewMessage r1(String json) {
        return withRef("r1", question(json));
    }

    @Test
    void messageKeepsItsRefWhateverPrintableCharactersItHolds() throws Exception {
        String odd = " !\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~";
        Message stored = append(database, session, withRef(odd, question("{}")));
        Message without = append(database, session, question("{}"));
        startAgain();

        assertThat(stored.ref()).isEqualTo(new Ref(odd));
        assertThat(Rows.all(database, session)).containsExactly(stored, without);
        assertThat(database.findByRef(session.key(), ANN, new Ref(odd))).contains(stored);
    }

    @Test
    void secondOfAGroupIsADuplicateOfTheFirst() throws Exception {
        NewMessage second = r1("{\"n\":2}");
        List<AppendOutcome> outcomes =
                write(database, session, r1("{\"n\":1}"), second, question("{\"n\":3}"), r1("{\"n\":4}"));

        Message first = ((Appended) outcomes.get(0)).message();
        assertThat(text(first)).isEqualTo("{\"n\":1}");
        assertThat(outcomes.get(1)).isEqualTo(new Duplicate(second.id(), first));
        assertThat(((Appended) outcomes.get(2)).message().seq()).isEqualTo(2);
        assertThat(((Duplicate) outcomes.get(3)).first()).isEqualTo(first);
    }

    /** I2: it takes neither a place in the log nor room. */
    @Test
    void duplicateLeavesNoTrace() throws Exception {
        append(database, session, r1("{}"));
        hand(r1("{\"more\":true}"));

        assertThat(head(database, session).seq()).isEqualTo(1);
        assertThat(head(database, session).storedBytes()).isEqualTo(130);
        assertThat(append(database, session, question("{}")).seq()).isEqualTo(2);
        database.lifecycle().reopen();
        assertThat(head(database, session).storedBytes()).isEqualTo(260);
    }

    @Test
    void firstContentWinsInALaterGroupAndAfterEveryStart() throws Exception {
        Message first = append(database, session, r1("{\"n\":1}"));
        NewMessage other = withRef("r1", message(MessageType.ANALYTICS, ANN, null, "{\"n\":2}"));

        assertThat(hand(other)).isEqualTo(new Duplicate(other.id(), first));
        database.lifecycle().reopen();
        assertThat(hand(other)).isEqualTo(new Duplicate(other.id(), first));
        startAgain();
        assertThat(hand(other)).isEqualTo(new Duplicate(other.id(), first));
        assertThat(Rows.all(database, session)).containsExactly(first);
    }

    @Test
    void usersAndSessionsShareNoRefs() throws Exception {
        StoredSession other = create(database, session());
        Message anns = append(database, session, r1("{}"));
        Message bobs = append(database, session, withRef("r1", message(MessageType.ANALYTICS, BOB, null, "{}")));
        Message elsewhere = append(database, other, r1("{}"));

        assertThat(database.findByRef(session.key(), ANN, R1)).contains(anns);
        assertThat(database.findByRef(session.key(), BOB, R1)).contains(bobs);
        assertThat(database.findByRef(other.key(), ANN, R1)).contains(elsewhere);
        assertThat(database.findByRef(other.key(), BOB, R1)).isEmpty();
        assertThat(database.findByRef(session.key(), ANN, new Ref("R1"))).isEmpty();
    }

    @Test
    void endedSessionStillKnowsItsRefs() throws Exception {
        Message first = append(database, session, r1("{}"));
        database.write(List.of(new Write.End(session.key())));
        NewMessage again = r1("{}");
        NewMessage fresh = withRef("r2", question("{}"));

        assertThat(hand(again)).isEqualTo(new Duplicate(again.id(), first));
        assertThat(hand(fresh)).isEqualTo(new Rejected(fresh.id(), Refusal.SESSION_ENDED));
        startAgain();
        assertThat(hand(again)).isEqualTo(new Duplicate(again.id(), first));
        assertThat(hand(fresh)).isEqualTo(new Rejected(fresh.id(), Refusal.SESSION_ENDED));
    }

    /** It is the sender's own message, retried by the server: to the sender it is no duplicate. */
    @Test
    void resubmittedMessageIsFoundByItsIdAndIsNoDuplicate() throws Exception {
        NewMessage message = r1("{}");
        Message stored = append(database, session, message);

        assertThat(hand(message.again())).isEqualTo(new Appended(stored));
        database.write(List.of(new Write.End(session.key())));
        assertThat(hand(message.again())).isEqualTo(new Appended(stored));
    }

    @Test
    void messageThatMeetsItselfIsNoDuplicate() throws Exception {
        NewMessage message = r1("{}");
        Message stored = append(database, session, message);

        assertThat(hand(message)).isEqualTo(new Appended(stored));
    }

    @Test
    void resubmittedMessageIsADuplicateWhereAnotherOfItsRefCameFirst() throws Exception {
        NewMessage late = r1("{\"n\":2}");
        Message first = append(database, session, r1("{\"n\":1}"));

        assertThat(hand(late.again())).isEqualTo(new Duplicate(late.id(), first));
        assertThat(hand(late.again())).isEqualTo(new Duplicate(late.id(), first));
    }

    @SeededTest(seeds = 5)
    void eachRefMeansTheMessageThatCameFirst(long seed) throws Exception {
        Random random = new Random(seed);
        List<StoredSession> sessions = List.of(session, create(database, session()));
        Map<List<Object>, Message> firsts = new HashMap<>();
        Map<StoredSession, List<Message>> logs = new HashMap<>();
        List<NewMessage> handedIn = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            List<Write> group = new ArrayList<>();
            List<StoredSession> of = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                NewMessage message = anyMessage(random);
                of.add(sessions.get(random.nextInt(2)));
                handedIn.add(message);
                group.add(new Write.Append(of.get(i).key(), message));
            }
            List<Written> written = database.write(group);
            for (int i = 0; i < group.size(); i++) {
                NewMessage message = ((Write.Append) group.get(i)).message();
                AppendOutcome outcome = ((Written.AppendDone) written.get(i)).outcome();
                List<Object> name = message.ref() == null
                        ? List.of(message.id())
                        : List.of(of.get(i), message.from(), message.ref());
                Message first = firsts.get(name);
                if (first == null) {
                    Message stored = ((Appended) outcome).message();
                    assertThat(stored.id()).isEqualTo(message.id());
                    firsts.put(name, stored);
                    logs.computeIfAbsent(of.get(i), none -> new ArrayList<>()).add(stored);
                } else {
                    assertThat(outcome).isEqualTo(new Duplicate(message.id(), first));
                }
            }
            if (random.nextInt(10) == 0) {
                database.lifecycle().reopen();
            }
        }
        for (StoredSession each : sessions) {
            assertThat(Rows.all(database, each)).isEqualTo(logs.get(each));
            assertThat(logs.get(each))
                    .extracting(Message::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, logs.get(each).size())
                                    .boxed()
                                    .toList());
        }
        assertThat(handedIn).hasSizeGreaterThan(firsts.size());
    }

    private static NewMessage anyMessage(Random random) {
        UserId from = random.nextBoolean() ? ANN : BOB;
        NewMessage message = message(MessageType.INSTRUCTOR_INBOX, from, null, "{\"n\":" + random.nextInt() + "}");
        return random.nextInt(4) == 0 ? message : withRef("r" + random.nextInt(40), message);
    }
}
