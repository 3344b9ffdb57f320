package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Participant;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/** Section 3 of the contract: who belongs to a session; the test answers for the hub. */
class ParticipantsCallTest {
    private static final String PATH = "GET /api/sessions/" + ServedApi.ALGEBRA.id() + "/participants";

    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void listsWhoBelongsToAClass() {
        CompletableFuture<RawHttpClient.Response> response = api.start(PATH);
        HubProtocol.GetParticipants get = api.hub.expectMessageClass(HubProtocol.GetParticipants.class);
        assertThat(get.session()).isEqualTo(ServedApi.ALGEBRA.id());
        get.replyTo()
                .tell(new HubProtocol.Participants(JsonPieces.ofValue(List.of(
                        new Participant(new UserId("ada"), Role.STUDENT, false, null),
                        new Participant(
                                new UserId("teacher"),
                                Role.INSTRUCTOR,
                                true,
                                Instant.parse("2026-11-23T03:05:33.123Z"))))));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().body())
                .isEqualTo("{\"participants\":[{\"user_id\":\"ada\",\"role\":\"student\",\"online\":false},"
                        + "{\"user_id\":\"teacher\",\"role\":\"instructor\",\"online\":true,"
                        + "\"joined_at\":\"2026-11-23T03:05:33.123Z\"}]}");
    }

    @Test
    void knowsNoOtherClasses() {
        CompletableFuture<RawHttpClient.Response> response = api.start(PATH);
        api.hub
                .expectMessageClass(HubProtocol.GetParticipants.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(Refusal.SESSION_NOT_FOUND.because("none")));
        assertThat(response.join().status()).isEqualTo(404);

        assertThat(api.call("GET /api/sessions/x/participants").reason()).isEqualTo("session_not_found");
    }
}
