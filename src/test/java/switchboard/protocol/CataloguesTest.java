package switchboard.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

/** The words of the protocol: each once, none by accident. */
class CataloguesTest {
    @Test
    void everyRefusalHasItsOwnCode() {
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[a-z_]+"));
    }

    @Test
    void everyCloseCodeHasOneWordAndEveryReasonItsOwnSentence() {
        assertThat(Arrays.stream(CloseReason.values())
                        // Both tell a client to come back with another token.
                        .filter(reason -> reason != CloseReason.TOKEN_REVOKED)
                        .map(reason ->
                                reason.closeCode() + " " + reason.closingCode().orElse(""))
                        .distinct()
                        .map(codes -> codes.split(" ", -1)[0]))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::message))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }

    @ParameterizedTest
    @CsvSource({
        "instructor_inbox,     STUDENT,    ALL_INSTRUCTORS, false",
        "request_response,     STUDENT,    ALL_INSTRUCTORS, false",
        "analytics,            STUDENT,    ALL_INSTRUCTORS, false",
        "inbox_response,       INSTRUCTOR, ONE_STUDENT,     true",
        "request,              INSTRUCTOR, ONE_STUDENT,     true",
        "instructor_broadcast, INSTRUCTOR, ALL_STUDENTS,    false",
    })
    void messageTypesAreThoseOfTheProtocol(
            String wire, Role sender, MessageType.Audience audience, boolean needsRecipient) {
        MessageType type = MessageType.of(wire).orElseThrow();

        assertThat(type.wire()).isEqualTo(wire);
        assertThat(type.sender()).isEqualTo(sender);
        assertThat(type.audience()).isEqualTo(audience);
        assertThat(type.needsRecipient()).isEqualTo(needsRecipient);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void rolesAreFoundByTheirExactWord(Role role) {
        assertThat(Role.of(role.wire())).contains(role);
        assertThat(Role.of(role.name())).isEmpty();
        assertThat(Role.of("")).isEmpty();
    }

    @Test
    void draftsAndMessagesHaveARecipientExactlyWhereTheirTypeNeedsOne() {
        UserId alice = new UserId("alice");
        for (MessageType type : MessageType.values()) {
            UserId wrong = type.needsRecipient() ? null : alice;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Draft(type, Context.GENERAL, wrong, Content.EMPTY));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Message(
                            MessageId.next(),
                            SessionId.next(),
                            1,
                            type,
                            Context.GENERAL,
                            alice,
                            wrong,
                            Content.EMPTY,
                            Instant.EPOCH,
                            null));
        }
    }

    @Test
    void messagesBeginWithSeqOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message(
                        MessageId.next(),
                        SessionId.next(),
                        0,
                        MessageType.ANALYTICS,
                        Context.GENERAL,
                        new UserId("alice"),
                        null,
                        Content.EMPTY,
                        Instant.EPOCH,
                        null));
    }

    @Test
    void sessionsHaveStudentsThatNobodyChanges() {
        List<UserId> students = new ArrayList<>(List.of(new UserId("alice")));
        SessionInfo session = new SessionInfo(
                SessionId.next(), new SessionName("Maths"), new UserId("t"), students, Map.of(), Instant.EPOCH, null);
        students.clear();

        assertThat(session.studentIds()).containsExactly(new UserId("alice"));
        assertThat(session.active()).isTrue();
        assertThat(session.endedAt(Instant.EPOCH).status()).isEqualTo("ended");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionInfo(
                        SessionId.next(),
                        new SessionName("Maths"),
                        new UserId("t"),
                        List.of(),
                        Map.of(),
                        Instant.EPOCH,
                        null));
    }

    @Test
    void refusalsKeepTheOrderOfTheirDetailsAndTakeOnlyPlainValues() {
        Refused refused =
                Refusal.BUSY.because("later").with("z", 1).with("a", "b").with("m", true);

        assertThat(refused.details().keySet()).containsExactly("z", "a", "m");
        assertThatIllegalArgumentException().isThrownBy(() -> refused.with("list", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> refused.with("reason", "another"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refused(Refusal.BUSY, "later", Map.of("time", Instant.EPOCH)));
    }

    @Test
    void contentIsABoundedObjectThatNeverShowsInLogs() {
        assertThat(Content.ofValidated("{\"secret\":1}".getBytes(StandardCharsets.UTF_8)))
                .hasToString("Content[12 bytes]")
                .isEqualTo(Content.ofValidated("{\"secret\":1}".getBytes(StandardCharsets.UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> Content.ofValidated(new byte[] {'[', ']'}));
        assertThatIllegalArgumentException().isThrownBy(() -> Content.ofValidated(new byte[Content.MAX_BYTES + 1]));
    }
}
