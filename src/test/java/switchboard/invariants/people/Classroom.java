package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import switchboard.testing.Drafts;
import switchboard.testing.client.Api;
import switchboard.testing.server.RunningServer;

/**
 * A session on a running server and the people in it; version 1 and 2 of the protocol in turn. Knows the folder of the
 * data, and compares what people got with what lies there.
 */
public final class Classroom implements AutoCloseable {
    private static final String THE_LAST = "the-last";

    private final Path data;
    private final IntSupplier port;
    private final String session;
    private final List<String> students;
    private final List<Person> people = new ArrayList<>();

    private Classroom(Path data, IntSupplier port, String session, List<String> students) {
        this.data = data;
        this.port = port;
        this.session = session;
        this.students = students;
    }

    /** An empty session; the students are named s0, s1 …, and may join. */
    public static Classroom on(RunningServer server, Path data, int students) {
        return on(server.api(), server::port, data, students);
    }

    public static Classroom on(Api api, IntSupplier port, Path data, int students) {
        List<String> names = IntStream.range(0, students).mapToObj(i -> "s" + i).toList();
        return new Classroom(data, port, api.createdSession("A class", "t0", names), names);
    }

    /** Who is an instructor here is in the list, too: then there is nobody whom the session is not for. */
    public static Classroom withoutGuests(Api api, IntSupplier port, Path data, int students, int instructors) {
        List<String> names = IntStream.range(0, students).mapToObj(i -> "s" + i).toList();
        List<String> listed = new ArrayList<>(names);
        IntStream.range(0, instructors).forEach(i -> listed.add("t" + i));
        listed.add(THE_LAST);
        return new Classroom(data, port, api.createdSession("A class", "t0", listed), names);
    }

    /** Everybody joins: the students, and as many instructors, named t0, t1 …. */
    public Classroom full(int instructors) {
        return with(students.size(), instructors);
    }

    /** The first few students join, and as many instructors, named t0, t1 …. */
    public Classroom with(int firstStudents, int instructors) {
        for (int i = 0; i < instructors; i++) {
            instructor("t" + i, i % 2 == 1).join();
        }
        for (int i = 0; i < firstStudents; i++) {
            student(i, i % 2 == 1).join();
        }
        people.forEach(Person::awaitHistory);
        return this;
    }

    public Person instructor(String name, boolean v2) {
        return added(new Person(port, session, name, true, v2, students));
    }

    public Person student(int index, boolean v2) {
        return added(new Person(port, session, students.get(index), false, v2, students));
    }

    private Person added(Person person) {
        people.add(person);
        return person;
    }

    public String session() {
        return session;
    }

    public List<Person> people() {
        return people;
    }

    public List<Person> instructors() {
        return only(Person::isInstructor);
    }

    public List<Person> students() {
        return only(person -> !person.isInstructor());
    }

    private List<Person> only(Predicate<Person> which) {
        return people.stream().filter(which).toList();
    }

    public Talk talk(SplittableRandom random) {
        return Talk.of(people, random);
    }

    public void talk(SplittableRandom random, int messagesEach) {
        Talk.of(people, random, messagesEach);
    }

    /** Waits until this many more messages are stored than now: until the burst is in full swing. */
    public void awaitMore(int messages) {
        int enough = log().size() + messages;
        Eventually.holds(messages + " more messages", () -> log().size() >= enough);
    }

    public StoredLog log() {
        return StoredLog.of(data, session);
    }

    /**
     * The session is quiet and every frame was answered: nothing is lost, doubled or reordered for anybody (I1, I2,
     * I3), and nobody got what is not theirs (I7).
     */
    public StoredLog assertAllGotAll() {
        StoredLog log = logWithEnd();
        people.forEach(person -> person.assertSaid(log));
        people.forEach(person -> person.assertGot(log));
        return log;
    }

    /** The same where frames may have gone unanswered because the server, or a connection, went away. */
    public StoredLog assertAllGotAllThatIsStored() {
        StoredLog log = logWithEnd();
        people.forEach(person -> person.assertSaidAtMostOnce(log));
        people.forEach(person -> person.assertGot(log));
        return log;
    }

    /** A last message to each role, behind which nothing may come: what was doubled would come before it. */
    private StoredLog logWithEnd() {
        int before = log().size();
        try (Person last = new Person(port, session, THE_LAST, true, false, students)) {
            last.join().awaitHistory();
            last.client().send(Drafts.broadcast("the end"));
            last.awaitAnswers();
        }
        StoredLog log = log();
        assertThat(log.size()).as("messages in the log").isEqualTo(before + 1);
        return log;
    }

    @Override
    public void close() {
        people.forEach(Person::close);
    }
}
