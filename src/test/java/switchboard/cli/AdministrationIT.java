package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import switchboard.testing.client.Answer;
import switchboard.testing.server.ServerProcess;

/** What whoever runs the server does beside it: teachers, tokens, keys. */
class AdministrationIT {
    @TempDir
    private Path data;

    private final List<String> secrets = new ArrayList<>();

    private record Run(int code, String out, String err) {
        /** Fails the test unless it was done and says nothing of trouble. */
        Run done() {
            assertThat(err).isEmpty();
            assertThat(code).isZero();
            return this;
        }

        String lastLine() {
            return out.lines().reduce("", (before, line) -> line);
        }
    }

    private Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Map<String, String> environment = Map.of("SWITCHBOARD_DATA", data.toString(), "SWITCHBOARD_AUTH_MODE", "token");
        CommandLine command = Main.commandLine(settings -> 0, new Main.Environment(environment, new Properties()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private ServerProcess server() {
        return ServerProcess.in(data).with("switchboard.auth.mode", "token").start();
    }

    private static Answer post(ServerProcess server, String path, String body) {
        return server.api().send("POST", path, body, "Content-Type", "application/json");
    }

    private static int sessionsAs(ServerProcess server, String token) {
        return server.api()
                .send("GET", "/api/sessions", null, "Authorization", "Bearer " + token)
                .status();
    }

    private JsonNode accept(ServerProcess server, String body) {
        JsonNode credentials =
                post(server, "/api/people/accept", body).expect(201).json();
        secrets.add(credentials.path("secret").textValue());
        secrets.add(credentials.path("token").textValue());
        return credentials;
    }

    private String link(String... arguments) {
        String link = run(arguments).done().lastLine();
        secrets.add(link.substring(link.lastIndexOf('/') + 1));
        return link;
    }

    @Test
    void letsTeachersInAndOut() throws Exception {
        try (ServerProcess server = server()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("control-socket"))))
                    .isEqualTo("rw-------");
            assertThat(run("teacher", "list").done().out()).contains("There is no teacher yet");

            String link = link("teacher", "add");
            assertThat(link).startsWith("http://127.0.0.1:" + server.port() + "/#/teach/");
            JsonNode ada = accept(server, "{\"secret\":\"" + link + "\",\"user_id\":\"ada\",\"name\":\"Ada L.\"}");
            assertThat(run("teacher", "list").done().out())
                    .startsWith("ada  since 20")
                    .contains("  Ada L.");
            assertThat(run("teacher", "list", "--json").done().out())
                    .startsWith("{\"teachers\":[{\"user_id\":\"ada\",\"name\":\"Ada L.\",\"since\":\"20");
            String token = ada.path("token").textValue();
            assertThat(sessionsAs(server, token)).isEqualTo(200);

            String again = link("teacher", "reset", "ada");
            assertThat(sessionsAs(server, token)).isEqualTo(401);
            post(server, "/api/tokens", "{\"secret\":\"" + ada.path("secret").textValue() + "\"}")
                    .expect(401);
            JsonNode newDevice = accept(server, "{\"secret\":\"" + again + "\"}");
            assertThat(newDevice.path("user_id").textValue()).isEqualTo("ada");

            run("teacher", "remove", "ada").done();
            assertThat(sessionsAs(server, newDevice.path("token").textValue())).isEqualTo(401);
            assertThat(run("teacher", "list").done().out()).contains("There is no teacher yet");

            Run unknown = run("teacher", "reset", "ada");
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.err()).contains("no such teacher");
            assertThat(run("teacher", "remove", "no id!").err()).contains("user_id: no user id (allowed: ");
            assertThat(server.output()).doesNotContain(secrets);
        }
    }

    @Test
    void makesTokensAndKeysBesideAServer() {
        String before = token("ines", "instructor");
        try (ServerProcess server = server()) {
            assertThat(sessionsAs(server, before)).isEqualTo(200);

            run("token", "keys", "rotate", "--keep", "7d").done();
            String after = token("ines", "instructor");
            assertThat(sessionsAs(server, after)).isEqualTo(200);
            assertThat(sessionsAs(server, before)).isEqualTo(200);
            String student = token("ana", "student");
            assertThat(sessionsAs(server, student)).isEqualTo(200);
            assertThat(server.output()).doesNotContain(secrets);
        }
    }

    private String token(String user, String role) {
        String token = run("token", "--user", user, "--role", role).done().out().strip();
        assertThat(token).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        secrets.add(token);
        return token;
    }

    @Test
    void isThereAgainAfterAKillAndGoneAfterAStop() {
        try (ServerProcess server = server()) {
            server.kill();
        }
        assertThat(data.resolve("control-socket")).exists();
        Run killed = run("teacher", "list");
        assertThat(killed.code()).isEqualTo(1);
        assertThat(killed.err()).contains("no server answers in " + data).contains("Connection refused");

        try (ServerProcess server = server()) {
            run("teacher", "list").done();
            server.terminate();
            assertThat(server.awaitExit()).isZero();
        }
        assertThat(data.resolve("control-socket")).doesNotExist();
        assertThat(run("teacher", "list").code()).isEqualTo(1);
    }
}
