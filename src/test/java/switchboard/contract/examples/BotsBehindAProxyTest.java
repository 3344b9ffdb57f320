package switchboard.contract.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.Executables;
import switchboard.testing.Nginx;
import switchboard.testing.client.Caller;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * The bots of the README and docs/examples, as programs of their own, in a session with contents from before they were
 * refused, and behind a proxy that comes and goes: only the server itself ends them.
 */
class BotsBehindAProxyTest {
    /** Instead of the server's answer, of whatever status and form. */
    private static final List<String> NOT_THE_SERVER = List.of(
            "location / { proxy_pass http://unix:/nonexistent; }", // 502, with nginx's page
            "return 503;",
            "return 404;",
            "return 403 '{\"message\":\"Forbidden\"}';",
            "return 404 '{\"kind\":\"Status\",\"reason\":\"NotFound\",\"message\":\"no such service\",\"code\":404}';",
            "return 500 'null';",
            "default_type text/html; return 200 '<html>log in</html>';",
            "return 200 'null';",
            "return 200 '{\"messages\":[],\"message\":\"OK\",\"session\":null}';",
            "location = /login { return 200 '<html>log in</html>'; } location / { return 302 /login; }");

    private record Old(String type, String content, boolean halves) {}

    private static final List<Old> OLD = List.of(
            question("{\"text\":\"question 1\"}"),
            new Old("instructor_inbox", "{\"text\":\"a half \\ud83d\"}", true),
            new Old("instructor_inbox", "{\"text\":\"\\udc00\\ud800\"}", true),
            new Old("instructor_inbox", "{\"text\":\"in a name\",\"\\ud800\":1}", true),
            question("{\"text\":\"in a number\",\"n\":" + "9".repeat(4_301) + "}"),
            question("{\"text\":" + "9".repeat(60_000) + "}"),
            question("{\"text\":-" + "9".repeat(4_301) + "}"),
            question("{\"text\":1e400,\"n\":[-1e400,1e-400]}"),
            question("{\"text\":\"zero \\u0000 \\u2028\\u2029 \\u007f\"}"),
            question("{\"text\":\"first\",\"text\":\"second\"}"),
            question("{\"text\":{\"toString\":1,\"valueOf\":2}}"),
            question("{\"text\":[\"a list\"]}"),
            question("{\"text\":null}"),
            question("{}"),
            question("{\"__proto__\":{\"text\":1},\"constructor\":2}"),
            question("{\"text\":\"" + "x".repeat(65_000) + "\"}"),
            question("{\"text\":\"fail\"}"),
            new Old(
                    "analytics",
                    "{\"event\":\"session_ended\",\"code\":\"session_ended\",\"reason\":\"session_ended\"}",
                    false),
            new Old("analytics", "{\"event\":\"message_accepted\"}", false),
            new Old(
                    "analytics",
                    "{\"event\":\"message_error\",\"head_seq\":7,\"messages\":null,\"next_after\":3}",
                    false),
            new Old("inbox_response", "{\"text\":7,\"in_reply_to\":[\"a\"]}", false),
            new Old("inbox_response", "{\"text\":\"\\ud800\",\"in_reply_to\":{\"a\":1}}", true),
            question("{\"text\":\"question 2\"}"));

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private @Nullable Nginx nginx;

    private static Old question(String content) {
        return new Old("instructor_inbox", content, false);
    }

    @BeforeEach
    void makeAProxy() throws IOException {
        assumeTrue(Executables.has("nginx"), "needs nginx (apt-get install nginx)");
        nginx = new Nginx(folder);
    }

    @AfterEach
    void stopAll() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
        if (nginx != null) {
            nginx.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerEachQuestionOnceWhateverAnswersInTheServersPlace(ExampleBot bot) throws Exception {
        bot.assumeItCanRun();
        Path data = Files.createDirectory(folder.resolve("data"));
        String session = oldClass(data);
        try (RunningServer server = RunningServer.in(data).withRates(10_000).start();
                TestSession room = TestSession.in(server, session)) {
            String passing = Nginx.passingTo(server.port());
            RecordingClient watch = room.teacherV2();
            Caller ann = room.studentCaller("ann");

            nginx.run(NOT_THE_SERVER.get(0));
            Process first = start(bot, session);
            nginx.awaitRequests(2);
            nginx.run(passing);
            awaitAnswer(watch, "question 2");

            for (String instead : NOT_THE_SERVER) {
                nginx.run(instead);
                nginx.awaitRequests(2);
            }
            nginx.hangUpOnce();
            ann.post(Drafts.question("question 3")).expect(201);
            nginx.run(withAnswersLost(server.port()));
            if (bot.posts()) {
                nginx.awaitPosts(2); // Maybe still those of question 2: the answer is here before its receipt is there.
            }
            nginx.run(passing);
            awaitAnswer(watch, "question 3");
            ann.post(Drafts.question("question 4")).expect(201);
            awaitAnswer(watch, "question 4");

            kill(first);
            ann.post(Drafts.question("question 5")).expect(201);
            Process second = start(bot, session);
            awaitAnswer(watch, "question 5");

            room.end();
            assertThat(exitValue(second)).as(output()).isZero();
        }
        assertThat(answers(data)).as(output()).doesNotHaveDuplicates().containsAll(expected(bot, data));
    }

    @ParameterizedTest
    @EnumSource
    void endWithAFailureWhereTheServerItselfRefusesThem(ExampleBot bot) throws Exception {
        bot.assumeItCanRun();
        try (RunningServer server =
                RunningServer.in(Files.createDirectory(folder.resolve("data"))).start()) {
            nginx.run("return 404;");
            Process process = start(bot, UUID.randomUUID().toString());
            nginx.awaitRequests(3);
            assertThat(process.isAlive()).as(output()).isTrue();

            nginx.run(Nginx.passingTo(server.port()));
            assertThat(exitValue(process)).as(output()).isNotZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"README_JAVASCRIPT", "README_PYTHON"})
    void endWithAFailureWhereTheSameUserJoinsElsewhere(ExampleBot bot) throws Exception {
        bot.assumeItCanRun();
        try (RunningServer server = RunningServer.in(Files.createDirectory(folder.resolve("data")))
                        .start();
                TestSession room = TestSession.of(server, "ann")) {
            nginx.run(Nginx.passingTo(server.port()));
            Process process = start(bot, room.session());
            RecordingClient watch = room.teacherV2();
            room.studentCaller("ann").post(Drafts.question("question")).expect(201);
            awaitAnswer(watch, "question");

            room.join("bot", "instructor", "v2");
            assertThat(exitValue(process)).as(output()).isNotZero();
        }
    }

    /** A session as an earlier server has left it. */
    private static String oldClass(Path data) throws Exception {
        String session;
        try (RunningServer server = RunningServer.in(data).withRates(10_000).start();
                TestSession room = TestSession.of(server, "ann")) {
            session = room.session();
            for (Old old : OLD) {
                boolean toAnn = old.type().equals("inbox_response");
                Drafts draft = Drafts.of(old.type());
                (toAnn ? room.teacherCaller() : room.studentCaller("ann"))
                        .post((toAnn ? draft.toUser("ann") : draft).json())
                        .expect(201);
            }
        }
        try (RawDatabase database = new RawDatabase(data)) {
            for (int i = 0; i < OLD.size(); i++) {
                database.execute("UPDATE messages SET content = '" + OLD.get(i).content()
                        + "' WHERE key & 4294967295 = " + (i + 1));
            }
        }
        return session;
    }

    /** What is posted reaches the server, and its answer nobody. */
    private static String withAnswersLost(int server) {
        return """
                error_page 418 = @lost;
                location / { if ($request_method = POST) { return 418; } %s }
                location @lost { mirror /stored; proxy_pass http://unix:/nonexistent; }
                location = /stored { internal; proxy_pass http://127.0.0.1:%d$request_uri; proxy_set_header Host $http_host; }
                """.formatted(Nginx.passedTo(server), server);
    }

    /** Each answer has a time of its own: a shell starts several programs for a message. */
    private static void awaitAnswer(RecordingClient watch, String question) {
        Received.Text answer;
        do {
            answer = watch.awaitUntil(text -> text.type().equals("inbox_response"), "an answer, up to " + question);
        } while (!answer.raw().contains(question));
    }

    private static List<String> answers(Path data) throws Exception {
        try (RawDatabase database = new RawDatabase(data)) {
            return database.texts("SELECT coalesce(ref, 'none') FROM messages WHERE from_user = 'bot'");
        }
    }

    private static List<String> expected(ExampleBot bot, Path data) throws Exception {
        List<String> ids;
        List<String> contents;
        try (RawDatabase database = new RawDatabase(data)) {
            String questions = " FROM messages WHERE type = 'instructor_inbox' ORDER BY key";
            ids = database.texts("SELECT lower(hex(id))" + questions);
            contents = database.texts("SELECT content" + questions);
        }
        List<String> halves = OLD.stream().filter(Old::halves).map(Old::content).toList();
        List<String> refs = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean left = contents.get(i).equals("{\"text\":\"fail\"}")
                    || contents.get(i).length() > 65_000;
            if (!left && (bot.readsHalves() || !halves.contains(contents.get(i)))) {
                refs.add(bot.ref(ids.get(i).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")));
            }
        }
        return refs;
    }

    private Process start(ExampleBot bot, String session) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(bot.command(folder, nginx.port(), session))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile()));
        builder.environment().putAll(bot.environment());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void kill(Process process) throws Exception {
        assertThat(process.isAlive()).as(output()).isTrue();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private static int exitValue(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("has ended").isTrue();
        return process.exitValue();
    }

    private File outputFile() {
        return folder.resolve("output.txt").toFile();
    }

    /** What the program has said so far, the end of it. */
    private String output() throws IOException {
        String all = outputFile().exists() ? Files.readString(outputFile().toPath()) : "";
        return all.substring(Math.max(0, all.length() - 4_000));
    }
}
