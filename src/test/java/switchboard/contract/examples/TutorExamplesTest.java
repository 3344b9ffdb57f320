package switchboard.contract.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.Executables;
import switchboard.testing.NodeJs;
import switchboard.testing.client.Caller;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;
import switchboard.testing.tokens.InvisibleTokens;
import switchboard.testing.tokens.School;

/** The tutors of docs/examples, each as its own program, with a model that echoes. */
class TutorExamplesTest {
    private static final Path EXAMPLES = Path.of("docs", "examples");
    private static final Path CLIENT = Path.of("src", "main", "resources", "web", "switchboard.js");

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @TempDir
    private Path folder;

    @Test
    void pythonTutorAnswersEachQuestionOnce() throws Exception {
        assumeTrue(Executables.has("python3"), "needs Python 3 (apt-get install python3)");
        Path model = Files.writeString(folder.resolve("model.py"), """
                def reply(question, earlier):
                    return None if question == "for people" else f"{question}! ({len(earlier)})"
                """);
        answersEachQuestionOnce(room -> List.of(
                "python3", EXAMPLES.resolve("tutor.py").toString(), url(), room, "tutor", "--model", model.toString()));
    }

    @Test
    void javaScriptTutorAnswersEachQuestionOnce() throws Exception {
        Files.copy(CLIENT, folder.resolve("switchboard.mjs"));
        Path tutor = Files.copy(EXAMPLES.resolve("tutor.mjs"), folder.resolve("tutor.mjs"));
        Path model = Files.writeString(folder.resolve("model.mjs"), """
                export async function reply(question, earlier) {
                  return question === 'for people' ? undefined : `${question}! (${earlier.length})`;
                }
                """);
        answersEachQuestionOnce(
                room -> List.of(NodeJs.executable(), tutor.toString(), url(), room, "tutor", model.toString()));
    }

    private interface Command {
        List<String> of(String session) throws Exception;
    }

    private static String url() {
        return "http://127.0.0.1:" + SERVER.get().port();
    }

    private void answersEachQuestionOnce(Command command) throws Exception {
        TestSession room = SERVER.room("ada", "bob", "carl");
        Caller ada = room.studentCaller("ada");
        Caller bob = room.studentCaller("bob");
        String answered = ask(ada, "answered by a person");
        room.teacherCaller()
                .post(
                        "{\"type\":\"inbox_response\",\"to_user\":\"ada\",\"content\":{\"text\":\"yes\",\"in_reply_to\":\""
                                + answered + "\"}}")
                .expect(201);
        String claimed = ask(room.studentCaller("carl"), "somebody is at it");
        room.teacherCaller()
                .post("{\"type\":\"inbox_response\",\"context\":\"status\",\"to_user\":\"carl\",\"content\":"
                        + "{\"status\":\"claimed\",\"in_reply_to\":\"" + claimed + "\"}}")
                .expect(201);
        ask(bob, "for people");
        Caller carl = room.studentCaller("carl");
        carl.post("{\"type\":\"instructor_inbox\",\"context\":\"hand\",\"content\":{\"text\":\"Hand up\"}}")
                .expect(201);
        String withdrawn = ask(carl, "no answer needed");
        carl.post(
                        "{\"type\":\"instructor_inbox\",\"context\":\"status\",\"content\":{\"status\":\"done\",\"in_reply_to\":\""
                                + withdrawn + "\"}}")
                .expect(201);
        ask(ada, "why");

        Process first = start(command.of(room.session()));
        awaitReply(ada, "why! (3)");
        first.destroyForcibly().waitFor();
        ask(bob, "how");
        Process second = start(command.of(room.session()));
        awaitReply(bob, "how! (2)");
        ask(ada, "again");
        awaitReply(ada, "again! (5)");

        assertThat(replies(room.teacherCaller())).containsExactly("yes", "why! (3)", "how! (2)", "again! (5)");
        assertThat(room.teacherCaller().readAll())
                .filteredOn(message -> message.contains("\"from_user\":\"tutor\""))
                .hasSize(3)
                .allMatch(message -> message.contains("\"agent\":true"));
        room.end();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();
    }

    private static String ask(Caller student, String text) {
        return student.post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"" + text + "\"}}")
                .expect(201)
                .json()
                .path("message")
                .path("id")
                .textValue();
    }

    private static void awaitReply(Caller reader, String text) {
        TestSession.retried(() -> {
            assertThat(replies(reader)).contains(text);
            return text;
        });
    }

    private static List<String> replies(Caller reader) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : reader.read("&limit=1000").expect(200).json().path("messages")) {
            boolean isStatus = message.path("context").textValue().equals("status");
            if (message.path("type").textValue().equals("inbox_response") && !isStatus) {
                texts.add(message.path("content").path("text").textValue());
            }
        }
        return texts;
    }

    private Process start(List<String> command) throws IOException {
        File output = folder.resolve("output.txt").toFile();
        ProcessBuilder tutor =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        if (InvisibleTokens.ON) {
            tutor.environment().put("TOKEN", School.token("tutor", "instructor"));
        }
        return tutor.start();
    }
}
