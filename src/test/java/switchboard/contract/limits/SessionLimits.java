package switchboard.contract.limits;

import static switchboard.contract.limits.MetLimit.LARGE;
import static switchboard.contract.limits.MetLimit.error;
import static switchboard.contract.limits.MetLimit.first;
import static switchboard.contract.limits.MetLimit.named;
import static switchboard.contract.limits.MetLimit.said;
import static switchboard.contract.limits.MetLimit.say;
import static switchboard.contract.limits.MetLimit.unnamed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import switchboard.contract.rest.RawRequests;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Caller;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** How each limit of {@code sessions}, {@code session} and {@code rate} is met. */
final class SessionLimits {
    private SessionLimits() {}

    static Stream<MetLimit> all() {
        return Stream.of(
                named("sessions.max-active", (stage, server, session) -> {
                    IntStream.range(1, 9).forEach(i -> server.session("teacher", "ann"));
                    return error(503, server.api().createSession("One more", "teacher", List.of("ann")));
                }),
                named(
                        "sessions.max-students",
                        (stage, server, session) -> error(
                                400,
                                server.api()
                                        .createSession("Many", "teacher", List.of("a", "b", "c", "d", "e", "f", "g")))),
                named("sessions.in-use-bytes", (stage, server, session) -> {
                    for (int i = 0; i < 8; i++) {
                        String other = server.session("teacher", "ann");
                        Answer answer = new Caller(server.api(), other, "ann", "student").post(Drafts.question("?"));
                        if (answer.status() == 503) {
                            return error(503, answer);
                        }
                    }
                    throw new AssertionError("all came into use");
                }),
                named("sessions.max-pending", (stage, server, session) -> {
                    say(session, "!", 2);
                    stage.database().holdReads();
                    RawRequests asking = new RawRequests(server.port());
                    IntStream.range(0, 18)
                            .forEach(i ->
                                    asking.get(session.teacherCaller().path() + "?user_id=teacher&role=instructor"));
                    return first(asking);
                }),
                named("sessions.max-connections", (stage, server, session) -> {
                    String second = server.session("teacher", "ann");
                    String third = server.session("teacher", "ann");
                    for (int i = 0; i < 5; i++) {
                        stage.open(session, server.instructor(session.session(), "t" + i));
                        stage.open(session, server.instructor(second, "t" + i));
                    }
                    stage.open(session, server.instructor(third, "t1"));
                    return error(503, server.instructor(third, "t2").refused());
                }),
                named("sessions.max-connections-per-session", (stage, server, session) -> {
                    IntStream.range(0, 5)
                            .forEach(i -> stage.open(session, server.instructor(session.session(), "t" + i)));
                    return error(503, server.instructor(session.session(), "t5").refused());
                }),
                named("sessions.joins-per-second", (stage, server, session) -> {
                    String second = server.session("teacher", "ann");
                    IntStream.range(0, 4).forEach(i -> session.open(server.instructor(session.session(), "t" + i)));
                    IntStream.range(0, 3).forEach(i -> session.open(server.instructor(second, "t" + i)));
                    return error(503, server.student(second, "ann").refused());
                }),
                named(
                        "sessions.joins-per-user",
                        (stage, server, session) -> {
                            for (int i = 0; i < 6; i++) {
                                stage.open(session, server.student(session.session(), "ann"))
                                        .close(1000)
                                        .awaitEnd();
                                session.awaitConnectionCount(0);
                            }
                            return error(
                                    503,
                                    server.student(session.session(), "ann").refused());
                        },
                        60),
                named("sessions.max-replaced", (stage, server, session) -> {
                    IntStream.range(0, 3).forEach(i -> stage.open(session, server.student(session.session(), "ann")));
                    return error(503, server.student(session.session(), "ann").refused());
                }),
                named(
                        "sessions.creates-per-minute",
                        (stage, server, session) -> {
                            for (int i = 1; i < 19; i++) {
                                server.api()
                                        .endSession(server.session("teacher", "ann"))
                                        .expect(200);
                            }
                            return error(503, server.api().createSession("One more", "teacher", List.of("ann")));
                        },
                        60),
                named(
                        "sessions.changes-per-minute",
                        (stage, server, session) -> {
                            for (int i = 0; i < 2; i++) {
                                server.api()
                                        .addStudents(session.session(), "new-" + i)
                                        .expect(200);
                            }
                            return error(503, server.api().addStudents(session.session(), "late"));
                        },
                        60),
                unnamed("session.max-bytes", (stage, server, session) -> {
                    RecordingClient teacher = session.teacher();
                    say(session, LARGE, 18);
                    List<String> texts = error(413, session.teacherCaller().post(Drafts.broadcast(LARGE)));
                    teacher.send(Drafts.broadcast(LARGE));
                    return List.of(texts.get(0), said(teacher.awaitError("session_full")));
                }),
                named(
                        "rate.student",
                        (stage, server, session) -> tooMany(session, "ann", "student", Drafts.question("?")),
                        60),
                named(
                        "rate.instructor",
                        (stage, server, session) -> tooMany(session, "teacher", "instructor", Drafts.broadcast("!")),
                        60),
                // Who shares a limit is told that of one.
                MetLimit.of(
                        "rate.guests",
                        (stage, server, session) -> {
                            for (int i = 0; i < 2 + 23; i++) {
                                guest(server, session, "i-" + i, "nonsense").expect(400);
                            }
                            List<String> texts = error(429, guest(server, session, "i-99", "nonsense"));
                            guest(server, session, "i-1", "nonsense").expect(400);
                            return texts;
                        },
                        List.of(23L, 60L)),
                named(
                        "rate.session",
                        (stage, server, session) -> {
                            for (String student : List.of("ann", "bob", "cid")) {
                                IntStream.range(0, 10)
                                        .forEach(i -> session.studentCaller(student)
                                                .post(Drafts.question("?"))
                                                .expect(201));
                            }
                            say(session, "!", 1);
                            return error(429, session.teacherCaller().post(Drafts.broadcast("!")));
                        },
                        (int) ChangedLimits.number("rate.session-bytes"),
                        60),
                // A guest is told a quarter, which is the share of all guests.
                MetLimit.of(
                        "rate.session-bytes",
                        (stage, server, session) -> {
                            for (int i = 0; i < 4; i++) {
                                guest(server, session, "i-" + i, "instructor_broadcast")
                                        .expect(201);
                            }
                            List<String> texts = error(429, guest(server, session, "i-4", "instructor_broadcast"));
                            say(session, LARGE, 1);
                            return texts;
                        },
                        List.of(31L / 4, 1_200_001L / 4, 60L)),
                unnamed("rate.flooding-factor", (stage, server, session) -> {
                    RecordingClient ann = session.student("ann");
                    IntStream.range(0, 3 * 13).forEach(i -> ann.send(Drafts.question("!")));
                    ann.ping("still open?").awaitPong();
                    ann.send(Drafts.question("one too many"));
                    return List.of(said(ann.awaitSystem("closing")));
                }));
    }

    /** What an instructor says who did not create the session. */
    private static Answer guest(RunningServer server, TestSession session, String user, String type) {
        return server.api()
                .post(
                        session.teacherCaller().path(),
                        "{\"user_id\":\"" + user + "\",\"role\":\"instructor\",\"type\":\"" + type
                                + "\",\"content\":{\"text\":\"" + LARGE + "\"}}");
    }

    /** By each of the three ways. */
    private static List<String> tooMany(TestSession session, String user, String role, String draft) {
        List<String> texts = new ArrayList<>();
        RecordingClient v1 = session.join(user, role, "v1");
        IntStream.rangeClosed(0, (int) ChangedLimits.number("rate." + role)).forEach(i -> v1.send(draft));
        texts.add(said(v1.awaitError("rate_limited")));
        texts.add(said(session.join(user, role, "v2").send(draft).awaitError("rate_limited")));
        Answer posted = role.equals("student")
                ? session.studentCaller(user).post(draft)
                : session.teacherCaller().post(draft);
        texts.addAll(error(429, posted));
        return texts;
    }
}
