package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.client.Answer;
import switchboard.testing.server.ServerProcess;

/** The commands about teachers and tokens, from the packaged jar, beside a server that runs and without one. */
class PeopleCommandsIT {
    private static final String JAR = System.getProperty("switchboard.jar");

    @TempDir
    private Path data;

    private record Ended(int code, String out, String err) {}

    private Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SWITCHBOARD_DATA", data.toString());
        builder.environment().put("SWITCHBOARD_AUTH_MODE", "token");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    private String said(String... arguments) throws IOException, InterruptedException {
        Ended ended = run(Map.of(), arguments);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        return ended.out().strip();
    }

    private ServerProcess start() {
        return ServerProcess.in(data).with("switchboard.auth.mode", "token").start();
    }

    private static Answer accept(ServerProcess server, String link, String user) {
        String who = user.isEmpty() ? "" : ",\"user_id\":\"" + user + "\",\"name\":\"Ms " + user + "\"";
        return server.api().post("/api/people/accept", "{\"secret\":\"" + link + "\"" + who + "}");
    }

    private static int listsWith(ServerProcess server, String token) {
        return server.api()
                .send("GET", "/api/sessions", null, "Authorization", "Bearer " + token)
                .status();
    }

    @Test
    void teachersAreAddedListedResetAndRemoved() throws Exception {
        try (ServerProcess server = start()) {
            String link = said("teacher", "add");
            assertThat(link).startsWith("http://127.0.0.1:" + server.port() + "/#/teach/");
            Answer weber = accept(server, link, "weber").expect(201);
            String secret = weber.json().path("secret").textValue();
            String token = weber.json().path("token").textValue();
            assertThat(said("teacher", "list")).startsWith("weber\tMs weber\t20");

            String again = said("teacher", "reset", "weber");
            assertThat(listsWith(server, token)).isEqualTo(401);
            server.api().post("/api/tokens", "{\"secret\":\"" + secret + "\"}").expectError(401, "unauthorized");
            String fresh =
                    accept(server, again, "").expect(201).json().path("token").textValue();
            assertThat(listsWith(server, fresh)).isEqualTo(200);

            assertThat(said("teacher", "remove", "weber")).isEmpty();
            assertThat(listsWith(server, fresh)).isEqualTo(401);
            assertThat(said("teacher", "list")).isEmpty();
            Ended gone = run(Map.of(), "teacher", "remove", "nobody");
            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.err()).contains("no such teacher");
            assertThat(server.output()).doesNotContain(secret, token, link.substring(link.lastIndexOf('/') + 1));
        }
        Ended ended = run(Map.of(), "teacher", "list");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("no server runs on the data folder").contains("start it");
    }

    @Test
    void aTokenIsGoodAndStaysSoWhenTheKeyIsAnotherOne() throws Exception {
        String before = said("token", "--user", "bot", "--role", "instructor", "--for", "30d");
        try (ServerProcess server = start()) {
            assertThat(listsWith(server, before)).isEqualTo(200);
            assertThat(said("token", "keys", "rotate", "--keep", "1d")).contains("count until");
            String after = said("token", "--user", "bot", "--role", "instructor");
            assertThat(after).isNotEqualTo(before);
            assertThat(listsWith(server, after)).isEqualTo(200);
            assertThat(listsWith(server, before)).isEqualTo(200);
            assertThat(server.output()).doesNotContain(before).doesNotContain(after);
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        Ended open = run(Map.of("SWITCHBOARD_AUTH_MODE", "open"), "token", "--user", "bot", "--role", "instructor");
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.out()).isEmpty();
        assertThat(open.err()).contains("switchboard.auth.mode = token");
        Ended role = run(Map.of(), "token", "--user", "bot", "--role", "boss");
        assertThat(role.code()).isEqualTo(2);
        assertThat(role.err()).contains("--role: boss (allowed: student or instructor)");
        assertThat(run(Map.of(), "token", "--role", "student").err()).contains("--user: missing (allowed: ");
        assertThat(run(Map.of(), "token", "--user", "a", "--role", "student", "--for", "400d")
                        .err())
                .contains("--for: 400d (allowed: 1m to 365d");
    }
}
