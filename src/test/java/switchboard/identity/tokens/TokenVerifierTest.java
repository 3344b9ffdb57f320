package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.testing.SeededTest;

/** Which tokens are believed, and what the others hear. */
class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TestIssuer SCHOOL = TestIssuer.SCHOOL;
    private static final byte[] SECRET = TestIssuer.SECRET.getBytes(StandardCharsets.UTF_8);

    private final TokenVerifier byKeys = new TokenVerifier(
            List.of(TestIssuer.known(SCHOOL.published(), JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA)));
    private final TokenVerifier bySecret =
            new TokenVerifier(List.of(TestIssuer.known(new SharedSecrets(SECRET), JWSAlgorithm.HS256)));

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = TestIssuer.claims(NOW);
        change.accept(claims);
        return claims.build();
    }

    private static JWTClaimsSet claims() {
        return claims(as -> {});
    }

    private Verdict judged(Consumer<JWTClaimsSet.Builder> change) {
        return bySecret.judge(TestIssuer.bySecret(SECRET, NOW, change), NOW);
    }

    private static Identity good(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Good.class);
        return ((Verdict.Good) verdict).identity();
    }

    private static String bad(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Bad.class);
        return ((Verdict.Bad) verdict).message();
    }

    private static Stream<JWSAlgorithm> byKeys() {
        return Stream.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);
    }

    // ---- good ones

    @ParameterizedTest
    @MethodSource("byKeys")
    void aTokenOfAKnownKeyNamesItsUser(JWSAlgorithm algorithm) {
        Identity ann = good(byKeys.judge(SCHOOL.token(algorithm, claims()), NOW));

        assertThat(ann.user()).isEqualTo(new UserId("ann"));
        assertThat(ann.role()).isEqualTo(Role.STUDENT);
        assertThat(ann.onlySession()).isEmpty();
        assertThat(ann.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(ann.goodUntil()).isEqualTo(NOW.plusSeconds(3_660));
    }

    @Test
    void aTokenOfASharedSecretMaySayMore() {
        SessionId session = SessionId.next();
        Identity ida = good(judged(token -> token.subject("ida")
                .claim("role", "instructor")
                .claim("session_id", session.toString())
                .claim("name", "Ida Müller")));

        assertThat(ida.role()).isEqualTo(Role.INSTRUCTOR);
        assertThat(ida.onlySession()).contains(session);
        assertThat(ida.name()).contains(new DisplayName("Ida Müller"));
    }

    /** A name is for people to read: one that cannot be shown costs nobody the lesson. */
    @Test
    void aNameThatCannotBeShownIsLeftOut() {
        assertThat(good(judged(token -> token.claim("name", "\u202Egnp.exe"))).name())
                .isEmpty();
        assertThat(good(judged(token -> token.claim("name", 7))).name()).isEmpty();
    }

    @Test
    void clocksMayDifferByAMinute() {
        Date past = Date.from(NOW.minusSeconds(59));
        assertThat(good(judged(token -> token.expirationTime(past))).goodUntil())
                .isEqualTo(NOW.plusSeconds(1));
        good(judged(token -> token.notBeforeTime(Date.from(NOW.plusSeconds(60)))));
    }

    @Test
    void aFormerSecretCountsUntilItsDate() {
        byte[] former = "the secret that was there before .".getBytes(StandardCharsets.UTF_8);
        Instant until = NOW.plusSeconds(100);
        TokenVerifier both = new TokenVerifier(
                List.of(TestIssuer.known(new SharedSecrets(SECRET).andFormer(former, until), JWSAlgorithm.HS256)));
        String old = TestIssuer.bySecret(former, NOW, as -> {});

        assertThat(good(both.judge(old, NOW)).goodUntil()).isEqualTo(until);
        assertThat(both.judge(old, until)).isInstanceOf(Verdict.Bad.class);
        good(both.judge(TestIssuer.bySecret(SECRET, NOW, as -> {}), until));
    }

    // ---- bad ones, of which their issuer may be told everything

    private static Stream<Arguments> badClaims() {
        return Stream.of(
                badClaim(token -> token.expirationTime(Date.from(NOW.minusSeconds(60))), "has expired 60 s ago"),
                badClaim(token -> token.expirationTime(Date.from(NOW.minusSeconds(7_199))), "has expired 119 min ago"),
                badClaim(token -> token.expirationTime(Date.from(NOW.minusSeconds(86_400))), "has expired 24 h ago"),
                badClaim(token -> token.expirationTime(null), "lacks a claim that is needed: exp"),
                badClaim(token -> token.notBeforeTime(Date.from(NOW.plusSeconds(61))), "is good in 61 s only"),
                badClaim(token -> token.audience("another"), "for another service (aud)"),
                badClaim(token -> token.audience((String) null), "for another service (aud)"),
                badClaim(token -> token.audience(List.of()), "for another service (aud)"),
                badClaim(token -> token.subject(null), "sub, a user id (allowed: 1 to 50 of"),
                badClaim(token -> token.subject("ann@school.example"), "sub, a user id"),
                badClaim(token -> token.subject("a".repeat(51)), "sub, a user id"),
                badClaim(token -> token.claim("role", null), "role, a role (allowed: instructor, student)"),
                badClaim(token -> token.claim("role", "Student"), "role, a role"),
                badClaim(token -> token.claim("role", 1), "role, a role"),
                badClaim(token -> token.claim("session_id", "algebra"), "names no session (allowed: a UUID"),
                badClaim(token -> token.claim("session_id", 7), "names no session"));
    }

    private static Arguments badClaim(Consumer<JWTClaimsSet.Builder> change, String expected) {
        return arguments(change, expected);
    }

    @ParameterizedTest
    @MethodSource("badClaims")
    void whatIsWrongWithASignedTokenIsSaid(Consumer<JWTClaimsSet.Builder> change, String expected) {
        assertThat(bad(judged(change))).contains(expected);
    }

    @Test
    void aTokenWithAnAudienceIsNotForAnIssuerThatHasNone() {
        TokenVerifier noAudience = new TokenVerifier(List.of(new Issuer(
                TestIssuer.NAME,
                Set.of(),
                Set.of(JWSAlgorithm.HS256),
                new SharedSecrets(SECRET),
                ClaimNames.OF_PROTOCOL)));

        assertThat(bad(noAudience.judge(TestIssuer.bySecret(SECRET, NOW, as -> {}), NOW)))
                .contains("(aud)");
        good(noAudience.judge(TestIssuer.bySecret(SECRET, NOW, token -> token.audience((String) null)), NOW));
    }

    // ---- bad ones, of which nobody knows who made them: they hear no more than that

    private static final String UNSIGNED = "is not signed by its issuer";

    @Test
    void noneIsNoSignature() {
        String token = TestIssuer.unsigned(Map.of("alg", "none"), claims());
        assertThat(bad(byKeys.judge(token, NOW))).startsWith("this is no token");
        assertThat(bad(bySecret.judge(token, NOW))).startsWith("this is no token");
        String none = TestIssuer.unsigned(Map.of("alg", "HS256"), claims());
        assertThat(bad(bySecret.judge(none, NOW)))
                .satisfiesAnyOf(
                        message -> assertThat(message).contains(UNSIGNED),
                        message -> assertThat(message).startsWith("this is no token"));
    }

    /** The public key of an issuer is known to all: who signs with it as if it were a secret must not pass. */
    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        for (byte[] secret : List.of(
                SCHOOL.rsa().toRSAPublicKey().getEncoded(),
                SCHOOL.rsa().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                SCHOOL.rsa().getModulus().decode())) {
            String token = TestIssuer.bySecret(secret, NOW, as -> {});
            assertThat(bad(byKeys.judge(token, NOW))).contains(UNSIGNED);
            TokenVerifier careless = new TokenVerifier(
                    List.of(TestIssuer.known(SCHOOL.published(), JWSAlgorithm.RS256, JWSAlgorithm.HS256)));
            assertThat(bad(careless.judge(token, NOW))).contains(UNSIGNED);
        }
    }

    @ParameterizedTest
    @MethodSource("byKeys")
    void aStrangersKeyIsNotKnown(JWSAlgorithm algorithm) {
        TestIssuer stranger = new TestIssuer("school");
        assertThat(bad(byKeys.judge(stranger.token(algorithm, claims()), NOW))).contains(UNSIGNED);
        assertThat(bad(byKeys.judge(new TestIssuer("other").token(algorithm, claims()), NOW)))
                .contains(UNSIGNED);
    }

    @ParameterizedTest
    @MethodSource("byKeys")
    void anAlgorithmIsOfAnIssuerOnlyIfItIsNamed(JWSAlgorithm algorithm) {
        TokenVerifier other = new TokenVerifier(List.of(TestIssuer.known(
                SCHOOL.published(),
                byKeys().filter(one -> !one.equals(algorithm)).toArray(JWSAlgorithm[]::new))));
        assertThat(bad(other.judge(SCHOOL.token(algorithm, claims()), NOW))).contains(UNSIGNED);
    }

    /** What a token says of itself leads nowhere: to no address, and to no key that it brings. */
    @Test
    void noKeyComesFromTheToken() {
        TestIssuer stranger = new TestIssuer("stranger");
        JWSHeader.Builder jku = stranger.header(JWSAlgorithm.RS256)
                .keyID(SCHOOL.rsa().getKeyID())
                .jwkURL(URI.create("https://stranger.example/keys"))
                .x509CertURL(URI.create("https://stranger.example/cert"));
        assertThat(bad(byKeys.judge(stranger.token(jku, claims()), NOW))).contains(UNSIGNED);
        JWSHeader.Builder jwk =
                stranger.header(JWSAlgorithm.RS256).jwk(stranger.rsa().toPublicJWK());
        assertThat(bad(byKeys.judge(stranger.token(jwk, claims()), NOW))).contains(UNSIGNED);
    }

    @Test
    void whatTheIssuerHoldsForCriticalIsNotPassedOver() {
        JWSHeader.Builder header = SCHOOL.header(JWSAlgorithm.RS256)
                .criticalParams(Set.of("http://school.example/only-at-noon"))
                .customParam("http://school.example/only-at-noon", true);
        assertThat(bad(byKeys.judge(SCHOOL.token(header, claims()), NOW))).contains(UNSIGNED);
        JWSHeader.Builder unencoded =
                SCHOOL.header(JWSAlgorithm.RS256).criticalParams(Set.of("b64")).base64URLEncodePayload(true);
        assertThat(bad(byKeys.judge(SCHOOL.token(unencoded, claims()), NOW))).contains(UNSIGNED);
    }

    @Test
    void aTokenOfAnotherTypeSaysNothingOfWhoAsks() {
        for (String type : List.of("logout+jwt", "dpop+jwt", "JOSE")) {
            JWSHeader.Builder header = SCHOOL.header(JWSAlgorithm.ES256).type(new JOSEObjectType(type));
            assertThat(bad(byKeys.judge(SCHOOL.token(header, claims()), NOW))).contains(UNSIGNED);
        }
        for (JOSEObjectType type :
                new JOSEObjectType[] {null, new JOSEObjectType("at+jwt"), new JOSEObjectType("jwt")}) {
            good(byKeys.judge(SCHOOL.token(SCHOOL.header(JWSAlgorithm.ES256).type(type), claims()), NOW));
        }
    }

    @Test
    void anUnknownIssuerIsNotBelieved() {
        for (String issuer : new String[] {null, "", "https://login.school.example/", "https://stranger.example"}) {
            JWTClaimsSet claims = claims(token -> token.issuer(issuer));
            assertThat(bad(byKeys.judge(SCHOOL.token(JWSAlgorithm.RS256, claims), NOW)))
                    .contains("issuer is none that this server believes");
        }
    }

    /** Nobody learns from a forged token whether its times, or anything else in it, would have been right. */
    @Test
    void aForgedTokenHearsNothingOfItsClaims() {
        TestIssuer stranger = new TestIssuer("school");
        JWTClaimsSet expired = claims(token ->
                token.expirationTime(Date.from(NOW.minusSeconds(9_000))).audience("other"));
        assertThat(bad(byKeys.judge(stranger.token(JWSAlgorithm.ES256, expired), NOW)))
                .isEqualTo(bad(byKeys.judge(stranger.token(JWSAlgorithm.ES256, claims()), NOW)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "e30.e30.e30",
                "eyJhbGciOiJIUzI1NiJ9.bm8.e30",
                "eyJhbGciOiJIUzI1NiJ9.W10.e30",
                "eyJhbGciOjd9.e30.e30",
                "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d",
                "\u0000.\u0000.\u0000",
                "Bearer eyJhbGciOiJIUzI1NiJ9.e30.e30"
            })
    void whatIsNoTokenIsSaidToBeNone(String written) {
        assertThat(bySecret.judge(written, NOW)).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void aTokenThatIsTooLongIsNotRead() {
        String longOne = TestIssuer.bySecret(SECRET, NOW, token -> token.claim("more", "x".repeat(8_000)));
        assertThat(bad(bySecret.judge(longOne, NOW))).contains("(allowed: at most 8192)");
    }

    /** Brackets within brackets, which a parser that follows each by a call would not survive. */
    @Test
    void deeplyNestedClaimsAreNoTrouble() {
        for (String bracket : List.of("[", "{\"a\":")) {
            String payload = Base64URL.encode("{\"iss\":" + bracket.repeat(5_000 / bracket.length()))
                    .toString();
            assertThat(bySecret.judge("eyJhbGciOiJIUzI1NiJ9." + payload + ".e30", NOW))
                    .isInstanceOf(Verdict.Bad.class);
        }
    }

    /** A key set may hold anything. */
    @Test
    void keysThatNobodyCanUseSignNothing() throws JOSEException {
        OctetKeyPair tooShort = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(new byte[] {1})).build();
        OctetKeyPair otherCurve = new OctetKeyPair.Builder(Curve.X25519, Base64URL.encode(new byte[32])).build();
        TokenVerifier broken = new TokenVerifier(List.of(TestIssuer.known(
                header -> Stream.<JWK>of(tooShort, otherCurve)
                        .map(Keys.Key::lasting)
                        .toList(),
                JWSAlgorithm.ES256,
                JWSAlgorithm.EdDSA)));
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.ES256, JWSAlgorithm.EdDSA)) {
            assertThat(bad(broken.judge(SCHOOL.token(algorithm, claims()), NOW)))
                    .contains(UNSIGNED);
        }
        RSAKey weak = new RSAKeyGenerator(1024, true).generate();
        assertThat(Signatures.isBy(weak.toPublicJWK(), signed(weak))).isFalse();
    }

    private static SignedJWT signed(RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims());
        token.sign(new RSASSASigner(key.toRSAPrivateKey(), true));
        return token;
    }

    @Test
    void whileKeysCannotBeHadNobodyKnows() {
        TokenVerifier unreachable = new TokenVerifier(List.of(TestIssuer.known(
                header -> {
                    throw new Keys.Unavailable(new IllegalStateException("down"));
                },
                JWSAlgorithm.RS256)));
        assertThat(unreachable.judge(SCHOOL.token(JWSAlgorithm.RS256, claims()), NOW))
                .isEqualTo(Verdict.Unknown.INSTANCE);
    }

    @Test
    void anIssuerIsNamedOnce() {
        Issuer issuer = TestIssuer.known(new SharedSecrets(SECRET), JWSAlgorithm.HS256);
        assertThatThrownBy(() -> new TokenVerifier(List.of(issuer, issuer))).hasMessageContaining("two issuers");
        assertThatThrownBy(() -> TestIssuer.known(new SharedSecrets(SECRET), JWSAlgorithm.HS512))
                .hasMessageContaining("HS512");
        assertThatThrownBy(() -> new SharedSecrets(new byte[31])).hasMessageContaining("at least 32");
    }

    // ---- whatever is changed in a good one

    @SeededTest(seeds = 5)
    void noChangedTokenIsBelieved(long seed) {
        Random random = new Random(seed);
        TokenVerifier all = new TokenVerifier(List.of(TestIssuer.known(
                header -> header.getAlgorithm().equals(JWSAlgorithm.HS256)
                        ? new SharedSecrets(SECRET).of(header)
                        : SCHOOL.published().of(header),
                Issuer.ALLOWED.toArray(JWSAlgorithm[]::new))));
        List<String> tokens = List.of(
                TestIssuer.bySecret(SECRET, NOW, as -> {}),
                SCHOOL.token(JWSAlgorithm.RS256, claims()),
                SCHOOL.token(JWSAlgorithm.ES256, claims()),
                SCHOOL.token(JWSAlgorithm.EdDSA, claims()));
        for (int i = 0; i < 20_000; i++) {
            // Most by the secret, whose check is the fastest.
            String token = tokens.get(i % 20 < 3 ? 1 + i % 20 : 0);
            String changed = MutatedTokens.of(token, random);
            if (MutatedTokens.saysTheSame(changed, token)) {
                continue;
            }
            assertThat(all.judge(changed, NOW)).as(changed).isInstanceOf(Verdict.Bad.class);
        }
    }
}
