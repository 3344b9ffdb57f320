package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import switchboard.testing.Seeds;
import switchboard.testing.server.ServerProcess;

/**
 * A class of 20 that goes on while something else happens to the server: versions 1 and 2, students and instructors.
 */
public final class SessionBeside implements AutoCloseable {
    private static final int STUDENTS = 18;
    private static final int INSTRUCTORS = 2;
    private static final int IN_FULL_SWING = 20;
    private static final int PACE_MS = 20;
    private static final int PATIENCE_S = 30;

    private final ServerProcess server;
    private final Classroom room;

    private SessionBeside(ServerProcess server, Classroom room) {
        this.server = server;
        this.room = room;
    }

    /** Everybody has joined. @param data the folder of the server's data */
    public static SessionBeside on(ServerProcess server, Path data) {
        return new SessionBeside(
                server,
                Classroom.withoutGuests(server.api(), server::port, data, STUDENTS, INSTRUCTORS)
                        .full(INSTRUCTORS));
    }

    public String session() {
        return room.session();
    }

    /**
     * Runs the attack while everybody talks, one after the other, at the pace of a lively lesson: so the load is the
     * attack's. The session talks on behind it, nothing is lost, doubled or out of order for anybody, nobody was
     * disconnected, and the server lives and says that it is well.
     */
    public void goesOnDuring(Attack attack) throws Exception {
        SplittableRandom random = Seeds.random();
        Iterator<Person> turns =
                Stream.generate(room::people).flatMap(List::stream).iterator();
        ScheduledExecutorService lesson = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> talk =
                    lesson.scheduleWithFixedDelay(() -> turns.next().say(random, 0), 0, PACE_MS, TimeUnit.MILLISECONDS);
            room.awaitMore(IN_FULL_SWING);
            attack.run();
            room.awaitMore(IN_FULL_SWING);
            assertThat(talk.isDone()).as("somebody could not speak").isFalse();
            talk.cancel(false);
        } finally {
            lesson.shutdown();
            assertThat(lesson.awaitTermination(PATIENCE_S, TimeUnit.SECONDS))
                    .as("the last one has spoken")
                    .isTrue();
        }
        room.people().forEach(Person::awaitAnswers);
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
