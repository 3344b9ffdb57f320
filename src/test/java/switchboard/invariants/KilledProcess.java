package switchboard.invariants;

import java.nio.file.Path;
import java.util.SplittableRandom;
import switchboard.testing.ServerProcess;

/** Kills a server in the middle of a burst, starts it again on the same data, has everybody come back, and again. */
final class KilledProcess {
    private KilledProcess() {}

    static void inTheMiddleOfBursts(Path data, int rounds, SplittableRandom random) {
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

    private static ServerProcess start(Path data) {
        return ServerProcess.in(data)
                .with("switchboard.rate.student", 1_000_000)
                .with("switchboard.rate.instructor", 1_000_000)
                .start();
    }
}
