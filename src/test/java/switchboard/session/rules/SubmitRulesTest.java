package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOT_ENROLLED;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

class SubmitRulesTest {
    private static final String TOO_LARGE = "{\"text\":\"" + "x".repeat(65_536) + "\"}";

    private final SubmitRules rules = new SubmitRules(new Enrolment(Set.of(ANN, BOB)));

    /** Six types × both roles × an own, an absent, a foreign and a missing recipient. */
    static Stream<Arguments> typesRolesAndRecipients() {
        List<Arguments> rows = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            for (Role role : Role.values()) {
                for (String to : new String[] {null, "", "ann", "bob", "not-enrolled", "not valid"}) {
                    rows.add(Arguments.of(type, role, to));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} by {1} to {2}")
    @MethodSource("typesRolesAndRecipients")
    void whoMaySendWhatToWhom(MessageType type, Role role, @Nullable String to) {
        SubmitRules.Verdict verdict = judge(role, type.wire(), null, to, "{}");
        Refusal expected = null;
        if (type.sender() != role) {
            expected = Refusal.NOT_PERMITTED;
        } else if (type.needsRecipient() && (to == null || to.isEmpty())) {
            expected = Refusal.MISSING_RECIPIENT;
        } else if (type.needsRecipient() && to.equals("not valid")) {
            expected = Refusal.INVALID_RECIPIENT;
        } else if (type.needsRecipient() && to.equals(NOT_ENROLLED.value())) {
            expected = Refusal.RECIPIENT_NOT_IN_SESSION;
        }
        if (expected == null) {
            Draft draft = ((SubmitRules.Allowed) verdict).draft();
            assertThat(draft.type()).isEqualTo(type);
            assertThat(draft.to())
                    .as("dropped where it is not needed")
                    .isEqualTo(type.needsRecipient() ? new UserId(to) : null);
        } else {
            assertThat(refusal(verdict)).isEqualTo(expected);
        }
    }

    /** Each frame breaks one rule and all that come later: the first is the one that is answered. */
    static Stream<Arguments> framesInTheOrderOfTheChecks() {
        String type = "\"type\":\"request\",";
        String context = "\"context\":\"not valid\",";
        String bad = "\"content\":[]";
        return Stream.of(
                Arguments.of(Refusal.INVALID_JSON, "{\"type\":\"x\",\"type\":\"y\"," + context + bad + "}"),
                Arguments.of(Refusal.INVALID_TYPE, "{\"type\":\"x\"," + context + bad + "}"),
                Arguments.of(Refusal.NOT_PERMITTED, "{\"type\":\"analytics\"," + context + bad + "}"),
                Arguments.of(Refusal.INVALID_CONTEXT, "{" + type + context + bad + "}"),
                Arguments.of(Refusal.MISSING_RECIPIENT, "{" + type + bad + "}"),
                Arguments.of(Refusal.INVALID_RECIPIENT, "{" + type + "\"to_user\":\"a b\"," + bad + "}"),
                Arguments.of(Refusal.RECIPIENT_NOT_IN_SESSION, "{" + type + "\"to_user\":\"eve\"," + bad + "}"),
                Arguments.of(Refusal.INVALID_CONTENT, "{" + type + "\"to_user\":\"ann\"," + bad + "}"),
                Arguments.of(
                        Refusal.CONTENT_TOO_LARGE, "{" + type + "\"to_user\":\"ann\",\"content\":" + TOO_LARGE + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framesInTheOrderOfTheChecks")
    void theFirstCheckThatFailsIsAnswered(Refusal expected, String frame) {
        assertThat(refusal(rules.judge(
                        Role.INSTRUCTOR, FrameReader.read(frame.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1))))
                .isEqualTo(expected);
    }

    @Test
    void aBinaryFrameIsUnsupportedWhateverItHolds() {
        assertThat(refusal(rules.judge(Role.STUDENT, FrameReader.binary()))).isEqualTo(Refusal.UNSUPPORTED_DATA);
    }

    @Test
    void aMissingContextIsGeneral() {
        for (String context : new String[] {null, ""}) {
            SubmitRules.Verdict verdict = judge(Role.STUDENT, "analytics", context, null, "{}");
            assertThat(((SubmitRules.Allowed) verdict).draft().context()).isEqualTo(Context.GENERAL);
        }
        SubmitRules.Verdict given = judge(Role.STUDENT, "analytics", "topic-1", null, "{}");
        assertThat(((SubmitRules.Allowed) given).draft().context()).isEqualTo(new Context("topic-1"));
    }

    private SubmitRules.Verdict judge(
            Role role, String type, @Nullable String context, @Nullable String to, String content) {
        String frame = "{\"type\":\"" + type + "\""
                + (context == null ? "" : ",\"context\":\"" + context + "\"")
                + (to == null ? "" : ",\"to_user\":\"" + to + "\"")
                + ",\"content\":" + content + "}";
        return rules.judge(role, FrameReader.read(frame.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1));
    }

    private static Refusal refusal(SubmitRules.Verdict verdict) {
        return ((SubmitRules.Denied) verdict).refused().refusal();
    }
}
