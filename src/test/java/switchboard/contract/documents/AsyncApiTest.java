package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedFrames.V1;
import static switchboard.contract.documents.DocumentedFrames.V2;
import static switchboard.contract.documents.DocumentedFrames.allAreDocumented;
import static switchboard.contract.documents.DocumentedFrames.assertClosed;
import static switchboard.contract.documents.DocumentedFrames.sends;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Real frames are what asyncapi.yaml says of them in their version: members and codes, and none more. */
class AsyncApiTest {
    private static final int RATE = 10;
    private static final String TOO_LARGE = "{\"x\":\"" + "x".repeat(65_536) + "\"}";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
            starting -> starting.with("switchboard.rate.student", RATE).with("switchboard.session.max-bytes", "1 MiB"));

    // ---- what comes in the course of a session

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void everyTypeLiveAndReplayed(String version) {
        try (TestSession room = SERVER.room("ana", "ben")) {
            RecordingClient ines = room.join("ines", "instructor", version);
            RecordingClient ana = room.join("ana", "student", version);
            sends(version, ana, Drafts.question("why?"));
            sends(
                    version,
                    ana,
                    Drafts.of("request_response")
                            .context("lab")
                            .content("{\"n\":1E400,\"b\":[{}]}")
                            .json());
            sends(version, ana, Drafts.of("analytics").member("content", "null").json());
            // What two clients send at once may be stored in any order, and one's last while the other's are on their
            // way.
            ines.awaitMessages(3);
            sends(version, ines, Drafts.reply("ana", "because"));
            sends(version, ines, Drafts.request("ana", "show me"));
            sends(
                    version,
                    ines,
                    Drafts.of("instructor_broadcast")
                            .toUser("nobody")
                            .text("all")
                            .json());
            ana.awaitUntil(text -> text.isMessage() && text.type().equals("instructor_broadcast"));
            ines.send(Drafts.of("nonsense"));
            ines.awaitError("invalid_type");

            RecordingClient late = room.join("late", "instructor", version);
            assertThat(late.messages()).hasSize(6);
            allAreDocumented(version, ines, ana, late);
        }
    }

    @Test
    void refsReceiptsAndPresence() {
        try (TestSession room = SERVER.room("ana", "ben")) {
            RecordingClient ines = room.join("ines", "instructor", V2);
            RecordingClient ana = room.join("ana", "student", V2);
            ines.awaitSystem("user_joined");
            String question =
                    Drafts.of("instructor_inbox").text("why?").ref("a \"1\" \\").json();
            sends(V2, ana, question);
            Text receipt = ana.awaitSystem("message_accepted");
            assertThat(receipt.content().path("duplicate").booleanValue()).isFalse();
            ana.send(question);
            ana.awaitUntil(text -> text.isSystem("message_accepted")
                    && text.content().path("duplicate").booleanValue());
            assertThat(ana.messages()).hasSize(1);
            assertThat(ana.messages().get(0).json().path("ref").textValue()).isEqualTo("a \"1\" \\");
            ines.awaitMessage();
            assertThat(ines.messages().get(0).json().has("ref")).isFalse();

            sends(V2, ines, Drafts.of("request").toUser("ben").ref("i-1").json());
            ines.awaitSystem("recipient_offline");
            sends(V2, ines, Drafts.request("ben", "without a ref"));
            ines.awaitSystem("recipient_offline");
            ana.send(Drafts.of("nonsense").ref("a-2"));
            assertThat(ana.awaitError("invalid_type").content().path("ref").textValue())
                    .isEqualTo("a-2");
            ana.close(1000).awaitEnd();
            ines.awaitSystem("user_left");
            allAreDocumented(V2, ines, ana);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aRecipientWhoIsNotThere(String version) {
        try (TestSession room = SERVER.room("ana")) {
            RecordingClient ines = room.join("ines", "instructor", version);
            ines.send(Drafts.request("ana", "are you there?"));
            if (version.equals(V1)) {
                ines.awaitError("recipient_offline");
            } else {
                ines.awaitSystem("recipient_offline");
            }
            allAreDocumented(version, ines);
        }
    }

    // ---- refusals

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void everyRefusal(String version) {
        try (TestSession room = SERVER.room("ana")) {
            RecordingClient ines = room.join("ines", "instructor", version);
            RecordingClient ana = room.join("ana", "student", version);
            Set<String> codes = new TreeSet<>();
            codes.add(refused(version, ines, "nonsense"));
            codes.add(refused(version, ines, Drafts.of("nonsense").json()));
            codes.add(refused(version, ines, Drafts.of("analytics").json()));
            codes.add(refused(version, ines, Drafts.of("request").context("a b").json()));
            codes.add(refused(version, ines, Drafts.of("request").json()));
            codes.add(refused(version, ines, Drafts.of("request").toUser("a b").json()));
            codes.add(refused(version, ines, Drafts.of("request").toUser("zoe").json()));
            codes.add(refused(
                    version,
                    ines,
                    Drafts.of("instructor_broadcast").content("[]").json()));
            codes.add(refused(
                    version,
                    ines,
                    Drafts.of("instructor_broadcast").content(TOO_LARGE).json()));
            ines.sendBinary(new byte[] {1});
            codes.add(ines.awaitSystem("message_error").code());
            if (version.equals(V2)) {
                codes.add(refused(version, ines, Drafts.of("analytics").ref("").json()));
            }
            for (int i = 0; i < RATE; i++) {
                ana.send(Drafts.question("again"));
            }
            codes.add(refused(version, ana, Drafts.question("once more")));
            String large =
                    Drafts.of("instructor_broadcast").text("x".repeat(60_000)).json();
            for (int i = 0; i < 18; i++) {
                ines.send(large);
            }
            codes.add(ines.awaitSystem("message_error").code());

            assertThat(codes)
                    .contains(
                            "rate_limited",
                            "unsupported_data",
                            "invalid_json",
                            "invalid_type",
                            "not_permitted",
                            "invalid_context",
                            "missing_recipient",
                            "invalid_recipient",
                            "recipient_not_in_session",
                            "invalid_content",
                            "content_too_large",
                            "session_full")
                    .hasSize(version.equals(V2) ? 13 : 12);
            allAreDocumented(version, ines, ana);
        }
    }

    private static String refused(String version, RecordingClient client, String draft) {
        return client.send(draft).awaitSystem("message_error").code();
    }

    // ---- ends

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void theEndOfTheClass(String version) {
        try (TestSession room = SERVER.room("ana")) {
            RecordingClient ana = room.join("ana", "student", version);
            room.end();
            ana.awaitSystem("session_ended");
            if (version.equals(V1)) {
                ana.send(Drafts.question("late")).awaitError("session_ended");
            } else {
                assertClosed(ana, 1000);
            }
            allAreDocumented(version, ana);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aTakeover(String version) {
        try (TestSession room = SERVER.room("ana")) {
            RecordingClient old = room.join("ana", "student", version);
            RecordingClient young = room.join("ana", "student", version);
            assertThat(old.awaitSystem("session_ended").code()).isEqualTo("replaced");
            if (version.equals(V2)) {
                assertClosed(old, 4001);
            }
            allAreDocumented(version, old, young);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aFloodAndAFrameThatIsTooLarge(String version) {
        try (TestSession room = SERVER.room("ana", "ben")) {
            RecordingClient ana = room.join("ana", "student", version);
            for (int i = 0; i <= RATE * 11; i++) {
                ana.send("nonsense");
            }
            assertClosed(ana, 4029);
            RecordingClient ben = room.join("ben", "student", version);
            ben.send(" ".repeat((1 << 20) + 1));
            assertClosed(ben, 1009);
            allAreDocumented(version, ana, ben);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void breachesAreClosedWithoutAWord(String version) {
        try (TestSession room = SERVER.room("ana", "ben")) {
            RecordingClient ana = room.join("ana", "student", version);
            ana.sendFrame(true, 1, new byte[] {(byte) 0xFF});
            assertClosed(ana, 1007);
            RecordingClient ben = room.join("ben", "student", version);
            ben.sendFrame(true, 3, new byte[0]);
            assertClosed(ben, 1002);
            allAreDocumented(version, ana, ben);
        }
    }
}
