package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.JOIN;
import static switchboard.contract.documents.DocumentedAnswers.JOIN_CODE;
import static switchboard.contract.documents.DocumentedAnswers.SESSIONS;
import static switchboard.contract.documents.DocumentedAnswers.assertHeaders;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.operation;
import static switchboard.contract.documents.DocumentedAnswers.refused;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.client.Answer;
import switchboard.testing.server.SharedServer;

/** Answers about join codes, and lists of what has ended, are what openapi.yaml says of them. */
class OpenApiJoinCodesTest {
    private static final String UNKNOWN = "01900000-0000-7000-8000-000000000000";
    private static final int WRONG_CODES = 3;

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.with("switchboard.join-codes.wrong-per-address", WRONG_CODES));

    @Test
    void aClassWithAJoinCode() {
        String id = SERVER.get().session("ines", "ana", "ben");
        String path = JOIN_CODE.replace("{id}", id);
        documented(SERVER.api().get(path), "get", JOIN_CODE, 200);
        String code = documented(SERVER.api().send("POST", path, null), "post", JOIN_CODE, 200)
                .path("code")
                .textValue();
        documented(SERVER.api().get(path), "get", JOIN_CODE, 200);
        documented(SERVER.api().get(JOIN.replace("{code}", code)), "get", JOIN, 200);
        Answer toPage = SERVER.api().get("/j/" + code).expect(303);
        assertHeaders(operation("get", "/j/{code}").at("/responses/303"), toPage);
        assertThat(toPage.header("Location")).hasValue("../#/join/" + code);
        documented(SERVER.api().send("DELETE", path, null), "delete", JOIN_CODE, 200);

        SERVER.api().endSession(id).expect(200);
        documented(SERVER.api().get(SESSIONS + "?status=ended&created_by=ines"), "get", SESSIONS, 200);
        refused(SERVER.api().send("POST", path, null), "post", JOIN_CODE, 400, "already_ended");
        for (String method : List.of("GET", "POST", "DELETE")) {
            refused(
                    SERVER.api().send(method, JOIN_CODE.replace("{id}", UNKNOWN), null),
                    method.toLowerCase(Locale.ROOT),
                    JOIN_CODE,
                    404,
                    "session_not_found");
        }
    }

    @Test
    void aJoinCodeThatIsWrongAndOneTooMany() {
        String wrong = JOIN.replace("{code}", "ABC-DEF");
        refused(SERVER.api().get(JOIN.replace("{code}", "no-code")), "get", JOIN, 404, "unknown_code");
        for (int i = 0; i < WRONG_CODES; i++) {
            refused(SERVER.api().get(wrong), "get", JOIN, 404, "unknown_code");
        }
        refused(SERVER.api().get(wrong), "get", JOIN, 429, "rate_limited");
    }
}
