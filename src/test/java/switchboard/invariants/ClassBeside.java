package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import switchboard.testing.ServerProcess;

/** A class of 20 that goes on while something else happens to the server: versions 1 and 2, students and instructors. */
public final class ClassBeside implements AutoCloseable {
    private static final int STUDENTS = 18;
    private static final int INSTRUCTORS = 2;
    private static final int IN_FULL_SWING = 40;

    private final ServerProcess server;
    private final Classroom room;

    private ClassBeside(ServerProcess server, Classroom room) {
        this.server = server;
        this.room = room;
    }

    /** Everybody has joined. @param data the folder of the server's data */
    public static ClassBeside on(ServerProcess server, Path data) {
        return new ClassBeside(
                server,
                Classroom.withoutGuests(server.api(), server::port, data, STUDENTS, INSTRUCTORS)
                        .full(INSTRUCTORS));
    }

    public String session() {
        return room.session();
    }

    /**
     * Runs the attack while everybody talks. The class talks on behind it, nothing is lost, doubled or out of order for
     * anybody, nobody was disconnected, and the server lives and says that it is well.
     */
    public void goesOnDuring(Attack attack) throws Exception {
        try (Talk talk = room.talk(new SplittableRandom())) {
            room.awaitMore(IN_FULL_SWING);
            attack.run();
            room.awaitMore(IN_FULL_SWING);
            talk.finish();
        }
        room.assertAllGotAll();
        Eventually.holds("health is good", () -> server.api().health().status() == 200);
        assertThat(server.output()).doesNotContain("OutOfMemoryError", "StackOverflowError");
    }

    /** What happens meanwhile. */
    @FunctionalInterface
    public interface Attack {
        void run() throws Exception;
    }

    @Override
    public void close() {
        room.close();
    }
}
