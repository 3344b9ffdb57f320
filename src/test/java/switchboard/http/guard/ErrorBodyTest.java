package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.http.body.Responses;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.ErrorBody;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.policy.ServerNames;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

class ErrorBodyTest {
    private static final List<HttpHeader> HEADERS =
            new ResponseHeaders(new CorsPolicy(List.of("*"), new ServerNames(List.of()))).ofRefusal(RequestHead.UNREAD);

    /** They were dropped: only a WebSocket told what the limit is, and when to try again. */
    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyErrorCarriesAllThatTheRefusalKnowsWhoeverWritesIt(Refusal refusal) {
        Refused refused = refusal.because("a \"reason\"")
                .with("limit", 100)
                .with("retry_after_ms", 12_400L)
                .with("to_user", "ann")
                .with("last", true);
        String expected = "{\"error\":\"" + ErrorBody.phrase(refusal.status()) + "\",\"code\":" + refusal.status()
                + ",\"message\":\"a \\\"reason\\\"\",\"reason\":\"" + refusal.code()
                + "\",\"limit\":100,\"retry_after_ms\":12400,\"to_user\":\"ann\",\"last\":true}";

        assertThat(body(Responses.refused(refused))).isEqualTo(expected);
        assertThat(RawResponse.of(refused, HEADERS).utf8String())
                .as("what the guard writes itself")
                .endsWith("Content-Length: " + expected.length() + "\r\nRetry-After: 13" + corsHeaders() + "\r\n\r\n"
                        + expected);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void saysNoMoreThanIsKnown(Refusal refusal) {
        assertThat(body(Responses.refused(refusal.refused()))).endsWith(",\"reason\":\"" + refusal.code() + "\"}");
    }

    private static String corsHeaders() {
        StringBuilder headers = new StringBuilder();
        HEADERS.forEach(header ->
                headers.append("\r\n").append(header.name()).append(": ").append(header.value()));
        return headers.toString();
    }

    private static String body(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().decodeString(StandardCharsets.UTF_8);
    }
}
