package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.ProtocolDocument.rows;
import static switchboard.testing.Markdown.codes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.Refusal;

/** docs/protocol.md names what the server has, and nothing else. */
class ProtocolDocumentTest {
    private static final Set<Refusal> OF_FRAMES = EnumSet.range(Refusal.RATE_LIMITED, Refusal.STORAGE_FAILED);

    @Test
    void namesEveryReasonOfARefusalAndNoOther() {
        Set<String> named = new TreeSet<>();
        rows("### Errors").forEach(row -> named.addAll(codes(row.get(0))));
        rows("## 4. Opening a WebSocket").forEach(row -> named.addAll(codes(row.get(2))));
        rows("### What is checked").forEach(row -> named.addAll(codes(row.get(0))));
        rows("### Texts that do not change").stream()
                .filter(row -> row.get(1).contains("`recipient_offline`"))
                .forEach(row -> named.add("recipient_offline"));

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Refusal.values()).map(Refusal::code).toList());
    }

    @Test
    void namesTheChecksOfAFrameInTheirOrder() {
        assertThat(rows("### What is checked").stream().flatMap(row -> codes(row.get(0)).stream()))
                .containsExactlyElementsOf(OF_FRAMES.stream().map(Refusal::code).toList());
    }

    @Test
    void givesEveryErrorItsStatus() {
        List<List<String>> errors = new ArrayList<>(rows("### Errors"));
        rows("## 4. Opening a WebSocket").forEach(row -> errors.add(List.of(row.get(2), row.get(1))));
        for (List<String> error : errors) {
            for (String code : codes(error.get(0))) {
                assertThat(error.get(1).strip())
                        .as(code)
                        .startsWith(Integer.toString(refusal(code).status()));
            }
        }
    }

    @Test
    void givesEveryRefusalOfAPostedMessageItsStatus() {
        String statuses = ProtocolDocument.text();
        statuses = statuses.substring(statuses.indexOf("The statuses that go with its codes:"));
        statuses = statuses.substring(0, statuses.indexOf("400 all others"));
        Set<String> stated = new TreeSet<>();
        for (String part : statuses.split(";")) {
            String status = part.replaceAll("(?s).*?(\\d{3}).*", "$1");
            codes(part).forEach(code -> stated.add(code + " " + status));
        }

        assertThat(stated)
                .containsExactlyInAnyOrderElementsOf(OF_FRAMES.stream()
                        .filter(refusal -> refusal.status() != 400)
                        .map(refusal -> refusal.code() + " " + refusal.status())
                        .toList());
    }

    private static Refusal refusal(String code) {
        return Arrays.stream(Refusal.values())
                .filter(refusal -> refusal.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such refusal: " + code));
    }

    @Test
    void namesEveryCloseAndNoOther() {
        Set<String> named = new TreeSet<>();
        for (List<String> row : rows("## 7. Closing")) {
            List<String> frame = codes(row.get(2));
            if (Character.isDigit(row.get(1).strip().charAt(0))) {
                named.add(row.get(1).strip().substring(0, 4) + " " + (frame.contains("closing") ? frame.get(1) : ""));
            }
        }

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseReason.values())
                        .map(reason ->
                                reason.closeCode() + " " + reason.closingCode().orElse(""))
                        .distinct()
                        .toList());
    }

    @Test
    void namesEveryCodeOfAClosingFrameAndNoOther() {
        List<String> closing = rows("## 6. System frames").stream()
                .filter(row -> codes(row.get(0)).contains("closing"))
                .flatMap(row -> codes(row.get(2)).stream())
                .toList();
        List<String> expected = Arrays.stream(CloseReason.values())
                .map(CloseReason::closingCode)
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        // The names of the members.
        expected.addAll(List.of("code", "reconnect", "retry_after_ms"));

        assertThat(closing).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesEveryEventAndNoOther() {
        Set<String> served =
                new TreeSet<>(ApiDocument.names(ApiDocument.asyncApi().at("/channels/v2/messages")));
        served.addAll(ApiDocument.names(ApiDocument.asyncApi().at("/channels/v1/messages")));
        served.removeAll(List.of("draft", "message"));

        assertThat(rows("## 6. System frames").stream()
                        .flatMap(row -> codes(row.get(0)).stream())
                        .collect(Collectors.toSet()))
                .isEqualTo(served);
    }

    @Test
    void namesEveryPath() {
        for (String path : ApiDocument.names(ApiDocument.openApi().at("/paths"))) {
            assertThat(ProtocolDocument.text()).containsPattern("[` ]" + Pattern.quote(path) + "[`?]");
        }
    }
}
