package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.testing.client.Answer;
import switchboard.testing.server.RunningServer;

/** How one becomes a teacher of a school that has no accounts (protocol.md, section 8, People). */
class TeachersTest extends PeopleFixture {
    @Test
    void theSetupLinkWorksOnceAndItsFileIsGone() throws Exception {
        refused(accept("setup", "x".repeat(43), "klein"), "post", "/api/people/setup", 401, "unauthorized");
        call(weber, "GET", "/api/sessions", null).expect(200);
        server.stop();
        start();
        assertThat(folder.resolve("setup-link")).doesNotExist();
        call(weber, "GET", "/api/sessions", null).expect(200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token-keys"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSetupLinkThatNobodyUsedIsAnotherOneAfterARestart() throws Exception {
        Path fresh = Files.createDirectory(folder.resolve("fresh"));
        RunningServer.Starting starting = RunningServer.in(fresh).with("switchboard.auth.mode", "token");
        RunningServer first = starting.start();
        String before = Files.readString(fresh.resolve("setup-link"));
        first.close();
        try (RunningServer second = starting.start()) {
            assertThat(Files.readString(fresh.resolve("setup-link"))).isNotEqualTo(before);
            assertThat(second.api()
                            .post(
                                    "/api/people/setup",
                                    "{\"secret\":\"" + before.strip() + "\",\"user_id\":\"a\",\"name\":\"A\"}")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void ofTwentyWhoOpenOneInviteAtOnceOneIsLetIn() {
        String link = invite(null);
        List<CompletableFuture<Answer>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> accept("accept", link, "teacher" + i)))
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).map(Answer::status))
                .containsOnlyOnce(201)
                .filteredOn(status -> status != 201)
                .containsOnly(401);
    }

    @Test
    void aTeacherInvitesAnotherOne() {
        String link = invite(null);
        refused(accept("accept", link, "weber"), "post", "/api/people/accept", 409, "user_id_taken");
        refused(
                anybody("POST", "/api/people/accept", "{\"secret\":\"" + link + "\"}"),
                "post",
                "/api/people/accept",
                400,
                "invalid_user_id");
        JsonNode listed = documented(call(weber, "GET", INVITES, null), "get", INVITES, 200);
        assertThat(listed.at("/invites/0/created_by").textValue()).isEqualTo("weber");
        assertThat(listed.toString()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));

        String klein = documented(accept("accept", link, "klein"), "post", "/api/people/accept", 201)
                .path("token")
                .textValue();
        call(klein, "GET", "/api/sessions/" + session() + "/claims", null).expect(200);
        String taken = invite(null);
        int number =
                call(weber, "GET", INVITES, null).json().at("/invites/0/id").intValue();
        call(klein, "DELETE", INVITES + "/" + number, null).expect(204);
        refused(
                call(klein, "DELETE", INVITES + "/" + number, null),
                "delete",
                INVITES + "/{invite}",
                404,
                "invite_not_found");
        refused(accept("accept", taken, "third"), "post", "/api/people/accept", 401, "unauthorized");
    }

    @Test
    void aTeacherHasAnotherDevice() {
        refused(call(weber, "POST", INVITES, "{\"user_id\":\"klein\"}"), "post", INVITES, 403, "forbidden");
        String link = invite("{\"user_id\":\"weber\"}");
        refused(accept("accept", link, "klein"), "post", "/api/people/accept", 403, "forbidden");
        JsonNode second = documented(
                anybody("POST", "/api/people/accept", "{\"secret\":\"" + link + "\"}"),
                "post",
                "/api/people/accept",
                201);
        assertThat(second.path("user_id").textValue()).isEqualTo("weber");
        assertThat(second.path("role").textValue()).isEqualTo("instructor");
    }
}
