package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of an issuer, from a file and from a web server on good and bad days. */
class KeySetTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TestIssuer SCHOOL = TestIssuer.SCHOOL;

    @TempDir
    private Path folder;

    private static TokenVerifier verifier(KeySet keys) {
        return new TokenVerifier(
                List.of(TestIssuer.known(keys, JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA)));
    }

    /** Where a machine that is busy is waited for. */
    private static KeySet at(KeyServer server) {
        return new KeySet(PublishedKeys.at(server.address(), Duration.ofSeconds(20)));
    }

    private static Stream<String> tokens(TestIssuer issuer) {
        return Stream.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA)
                .map(algorithm -> issuer.token(algorithm, TestIssuer.claims(NOW).build()));
    }

    private static String token(TestIssuer issuer) {
        return issuer.token(JWSAlgorithm.ES256, TestIssuer.claims(NOW).build());
    }

    private static void assertGood(TokenVerifier verifier, TestIssuer issuer) {
        assertThat(tokens(issuer).map(token -> verifier.judge(token, NOW)))
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Good.class));
    }

    @Test
    void keysAreReadOnceForManyTokens() {
        try (KeyServer server = KeyServer.of(SCHOOL)) {
            TokenVerifier verifier = verifier(at(server));
            assertGood(verifier, SCHOOL);
            assertGood(verifier, SCHOOL);
            assertThat(server.asked()).isOne();
        }
    }

    @Test
    void keysMayStandInAFile() throws Exception {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, SCHOOL.keys().toString());
        assertGood(verifier(new KeySet(PublishedKeys.in(file))), SCHOOL);
    }

    /** An issuer that changes its keys signs with the new one at once: nobody waits until the old ones are old. */
    @Test
    void aKeyThatIsNewIsReadAtOnce() {
        TestIssuer next = new TestIssuer("next");
        try (KeyServer server = KeyServer.of(SCHOOL)) {
            TokenVerifier verifier = verifier(at(server));
            assertGood(verifier, SCHOOL);
            server.answers(KeyServer.text(next.keys().toString()));
            assertGood(verifier, next);
            assertThat(server.asked()).isEqualTo(2);
        }
    }

    /** Whoever makes up key ids must not have us ask the issuer each time, nor hear that our server failed. */
    @Test
    void unknownKeysAreNotAskedForWithoutAnEnd() {
        try (KeyServer server = KeyServer.of(SCHOOL)) {
            TokenVerifier verifier = verifier(at(server));
            assertGood(verifier, SCHOOL);
            assertThat(IntStream.range(0, 20)
                            .mapToObj(i -> verifier.judge(
                                    SCHOOL.token(
                                            SCHOOL.header(JWSAlgorithm.ES256).keyID("made-up-" + i),
                                            TestIssuer.claims(NOW).build()),
                                    NOW)))
                    .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Bad.class));
            assertThat(server.asked()).isLessThanOrEqualTo(3);
            assertGood(verifier, SCHOOL);
        }
    }

    @Test
    void keysThatAreKnownCountWhileTheyCannotBeReadAgain() {
        try (KeyServer server = KeyServer.of(SCHOOL)) {
            TokenVerifier verifier = verifier(at(server));
            assertGood(verifier, SCHOOL);
            server.answers(KeyServer.status(503));
            // It asks again because of this one.
            assertThat(verifier.judge(token(new TestIssuer("next")), NOW)).isNotInstanceOf(Verdict.Good.class);
            assertThat(server.asked()).isGreaterThan(1);
            assertGood(verifier, SCHOOL);
        }
    }

    @Test
    void aServerThatStallsIsNotWaitedFor() {
        try (KeyServer server = KeyServer.of(SCHOOL)) {
            server.answers(server.stall());
            Duration within = Duration.ofSeconds(3); // one is enough, but for a machine that is busy afterwards
            TokenVerifier verifier = verifier(new KeySet(PublishedKeys.at(server.address(), within)));
            long before = System.nanoTime();
            assertThat(verifier.judge(token(SCHOOL), NOW)).isEqualTo(Verdict.Unknown.INSTANCE);
            // Ten times what it should take: the machine may be busy.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(within.multipliedBy(10));
            server.answers(KeyServer.text(SCHOOL.keys().toString()));
            assertGood(verifier, SCHOOL);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "[]",
                "{}",
                "{\"keys\":7}",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\"}]}",
                "<html></html>"
            })
    void rubbishHasNoKeys(String body) {
        try (KeyServer server = new KeyServer(KeyServer.text(body))) {
            assertThat(verifier(at(server)).judge(token(SCHOOL), NOW)).isEqualTo(Verdict.Unknown.INSTANCE);
        }
    }

    @Test
    void anAnswerThatIsTooLongIsNotReadToItsEnd() {
        try (KeyServer server = new KeyServer(KeyServer.text("{\"keys\":[" + " ".repeat(1 << 20) + "]}"))) {
            assertThatThrownBy(() ->
                            at(server).of(SCHOOL.header(JWSAlgorithm.ES256).build()))
                    .isInstanceOf(Keys.Unavailable.class)
                    .hasRootCauseMessage("more than 524288 bytes");
        }
    }

    @Test
    void noRedirectIsFollowed() {
        try (KeyServer other = KeyServer.of(SCHOOL);
                KeyServer server = new KeyServer(KeyServer.redirect(other.address()))) {
            assertThat(verifier(at(server)).judge(token(SCHOOL), NOW)).isEqualTo(Verdict.Unknown.INSTANCE);
            assertThat(other.asked()).isZero();
        }
    }

    @Test
    void aFileThatIsGoneHasNoKeys() {
        assertThat(verifier(new KeySet(PublishedKeys.in(folder.resolve("gone"))))
                        .judge(token(SCHOOL), NOW))
                .isEqualTo(Verdict.Unknown.INSTANCE);
    }
}
