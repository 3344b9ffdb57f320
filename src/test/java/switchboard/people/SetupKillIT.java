package switchboard.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.client.Answer;
import switchboard.testing.server.ServerProcess;

/** A server that is killed (kill -9) as soon as it has answered the first teacher. */
class SetupKillIT {
    @TempDir
    private Path folder;

    private ServerProcess start() {
        return ServerProcess.in(folder).with("switchboard.auth.mode", "token").start();
    }

    private static Answer setUp(ServerProcess server, String link, String user) {
        return server.api()
                .post("/api/people/setup", "{\"secret\":\"" + link + "\",\"user_id\":\"" + user + "\",\"name\":\"T\"}");
    }

    @Test
    void theSetupLinkStaysUsedUp() throws Exception {
        ServerProcess server = start();
        server.awaitOutput("setup_offered");
        String link = Files.readString(folder.resolve("setup-link")).strip();
        String secret =
                setUp(server, link, "weber").expect(201).json().path("secret").textValue();
        assertThat(server.output()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));
        server.kill();

        try (ServerProcess again = start()) {
            setUp(again, link, "klein").expectError(401, "unauthorized");
            assertThat(again.output()).doesNotContain("setup_offered");
            String token = again.api()
                    .post("/api/tokens", "{\"secret\":\"" + secret + "\"}")
                    .expect(201)
                    .json()
                    .path("token")
                    .textValue();
            again.api()
                    .send("GET", "/api/people/invites", null, "Authorization", "Bearer " + token)
                    .expect(200);
        }
    }
}
