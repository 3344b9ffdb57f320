package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/** The server as an issuer of its own, with its file of keys. */
class OwnTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.500Z");
    private static final UserId ANN = new UserId("ann");

    @TempDir
    private Path folder;

    private Path file;
    private OwnTokens tokens;
    private TokenVerifier verifier;

    @BeforeEach
    void makeKeys() throws IOException {
        file = folder.resolve("keys");
        tokens = new OwnTokens(OwnKeys.of(file));
        verifier = new TokenVerifier(List.of(tokens.issuer()));
    }

    private String token() throws OwnTokens.NoKeys {
        return tokens.issue(
                        new OwnTokens.Bearer(
                                ANN,
                                Role.STUDENT,
                                Optional.empty(),
                                Optional.empty(),
                                new Identity.Own(OptionalLong.of(7), Optional.empty())),
                        NOW,
                        Duration.ofHours(1))
                .token();
    }

    private boolean isGood(String token, Instant now) {
        return verifier.judge(token, now) instanceof Verdict.Good;
    }

    /** File systems note the time of a change in steps of up to two seconds. */
    private void changed() throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(2)));
    }

    @Test
    void saysWhatItsDeviceIs() throws Exception {
        SessionId session = SessionId.next();
        Identity.Own own = new Identity.Own(OptionalLong.of(7), Optional.of(new UserId("weber")));
        DisplayName name = new DisplayName("Ann A.");
        OwnTokens.Bearer bearer = new OwnTokens.Bearer(ANN, Role.STUDENT, Optional.of(session), Optional.of(name), own);
        OwnTokens.Issued issued = tokens.issue(bearer, NOW, Duration.ofHours(1));

        assertThat(issued.expiresAt()).isEqualTo("2026-11-23T09:00:00Z");
        Identity identity = ((Verdict.Good) verifier.judge(issued.token(), NOW)).identity();
        assertThat(identity.user()).isEqualTo(ANN);
        assertThat(identity.role()).isEqualTo(Role.STUDENT);
        assertThat(identity.onlySession()).contains(session);
        assertThat(identity.name()).contains(name);
        assertThat(identity.own()).contains(own);
        assertThat(identity.expiresAt()).isEqualTo(issued.expiresAt());
        assertThat(issued.toString()).doesNotContain(issued.token());
    }

    @Test
    void tokensOfAFormerKeyCountUntilItsTimeIsOver() throws Exception {
        String before = token();
        OwnKeys.rotate(file, NOW.plusSeconds(60), NOW);
        changed();
        String after = token();

        assertThat(isGood(before, NOW.plusSeconds(59))).isTrue();
        assertThat(isGood(before, NOW.plusSeconds(60))).isFalse();
        assertThat(isGood(after, NOW.plusSeconds(60))).isTrue();
        OwnKeys.rotate(file, NOW.plusSeconds(120), NOW.plusSeconds(61));
        changed();
        assertThat(Files.readAllLines(file)).as("the first one is gone").hasSize(2);
        assertThat(isGood(after, NOW.plusSeconds(119))).isTrue();
        assertThat(new OwnTokens(OwnKeys.of(file)))
                .as("as another server reads it")
                .isNotNull();
    }

    @Test
    void aFileThatCannotBeReadMakesNobodyBelieved() throws Exception {
        String token = token();
        Files.delete(file);
        assertThat(verifier.judge(token, NOW)).isEqualTo(Verdict.Unknown.INSTANCE);
        assertThatThrownBy(this::token).isInstanceOf(OwnTokens.NoKeys.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "too short", "AAAA", "!!!!"})
    void aFileOfNoKeysIsRefusedWithoutQuotingIt(String held) throws Exception {
        Files.writeString(file, held);
        assertThatThrownBy(() -> OwnKeys.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .message()
                .satisfies(said ->
                        assertThat(held.isEmpty() || !said.contains(held)).isTrue());
    }
}
