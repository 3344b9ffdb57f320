package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import switchboard.testing.client.Opening;
import switchboard.testing.server.ServerProcess;

/** Kills a server in the middle of a burst, starts it again on the same data, has everybody come back, and again. */
public final class KilledProcess {
    private static final int INSTRUCTORS = 4;
    private static final int STUDENTS = 16;

    private KilledProcess() {}

    public static void inTheMiddleOfBursts(Path data, int rounds, SplittableRandom random) {
        ServerProcess[] server = {start(data)};
        try (Classroom room =
                Classroom.on(server[0].api(), () -> server[0].port(), data, 6).full(2)) {
            for (int round = 0; round < rounds; round++) {
                try (Talk talk = room.talk(random.split())) {
                    room.awaitMore(1 + random.nextInt(200));
                    server[0].kill();
                    talk.awaitSilence();
                }
                room.people().forEach(person -> person.client().awaitEnd());
                server[0] = start(data);
                room.people().forEach(Person::comeBack);
            }
            room.assertAllGotAllThatIsStored();
        } finally {
            server[0].close();
        }
    }

    /** The same while 20 clients of version 2 send with refs, and send again what they got no receipt for. */
    public static void whileOutboxesAreSent(Path data, int rounds, SplittableRandom random) {
        ServerProcess[] server = {start(data)};
        try (Classroom room = Classroom.on(server[0].api(), () -> server[0].port(), data, STUDENTS)) {
            for (int i = 0; i < INSTRUCTORS; i++) {
                room.instructor("t" + i, true);
            }
            for (int i = 0; i < STUDENTS; i++) {
                room.student(i, true);
            }
            room.people().forEach(person -> person.keepingOutbox().join());
            for (int round = 0; round < rounds; round++) {
                // At times it dies while everybody still sends again what was lost by the death before.
                try (Talk talk = room.talk(random.split())) {
                    room.awaitMore(1 + (random.nextBoolean() ? 0 : random.nextInt(400)));
                    server[0].kill();
                    talk.awaitSilence();
                }
                room.people().forEach(person -> person.client().awaitEnd());
                server[0] = start(data);
                room.people().forEach(Person::comeBack);
                room.people().forEach(Person::sendOutbox);
            }
            room.people().forEach(Person::awaitAnswers);
            StoredLog log = room.assertAllGotAll();
            room.people().forEach(person -> person.assertOutboxStoredOnce(log));
        } finally {
            server[0].close();
        }
    }

    /** Nobody gets the receipts of what is stored: every one that is sent again is known. */
    public static void beforeAnyReceiptArrives(Path data, int messages, SplittableRandom random) {
        ServerProcess[] server = {start(data)};
        try (Classroom room = Classroom.on(server[0].api(), () -> server[0].port(), data, 1)) {
            Person sender = room.student(0, true).keepingOutbox();
            sender.opening(Opening::withoutReading).join().opening(UnaryOperator.identity());
            for (int i = 0; i < messages; i++) {
                sender.say(random);
            }
            Eventually.holds("all is stored", () -> room.log().size() == messages);
            server[0].kill();
            server[0] = start(data);
            sender.comeBack().sendOutbox().awaitAnswers();

            StoredLog log = room.assertAllGotAll();
            sender.assertOutboxStoredOnce(log);
            assertThat(sender.outbox().duplicates()).as("duplicates").isEqualTo(messages);
        } finally {
            server[0].close();
        }
    }

    private static ServerProcess start(Path data) {
        return ServerProcess.in(data).withRates(1_000_000).start();
    }
}
