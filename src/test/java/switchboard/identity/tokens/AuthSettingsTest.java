package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.settings.SettingsReader;

/** How issuers are named in the settings, and what is said of mistakes. */
class AuthSettingsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final String FORMER = "the secret that was there before .";

    @TempDir
    private Path folder;

    private Path secret;
    private Path former;

    @BeforeEach
    void write() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), TestIssuer.SECRET + "\n");
        former = Files.writeString(folder.resolve("former"), FORMER);
        Files.writeString(folder.resolve("short"), "too short\n");
        Files.writeString(folder.resolve("keys.json"), TestIssuer.SCHOOL.keys().toString());
    }

    /** @param issuers in HOCON, where FOLDER stands for the folder of the files */
    private SettingsReader reader(String issuers) {
        String text = "switchboard.auth { mode = token, people = false, issuers = "
                + issuers.replace("FOLDER/", folder.toString().replace('\\', '/') + "/") + " }";
        return new SettingsReader(ConfigFactory.parseString(text)
                .withFallback(ConfigFactory.parseResources(getClass().getClassLoader(), "reference.conf"))
                .resolve());
    }

    private static AuthSettings sound(SettingsReader reader) {
        AuthSettings settings = AuthSettings.from(reader);
        assertThat(reader.problems()).isEmpty();
        return settings;
    }

    private static final String BY_SECRET =
            "{ issuer = \"https://login.school.example\", audience = [switchboard], algorithms = [HS256],"
                    + " secret-file = \"FOLDER/secret\" }";

    @Test
    void openIsTheDefault() {
        AuthSettings settings =
                sound(new SettingsReader(ConfigFactory.parseResources(getClass().getClassLoader(), "reference.conf")
                        .resolve()));
        assertThat(settings.mode()).isEqualTo(AuthSettings.Mode.OPEN);
        assertThat(settings.issuers()).isEmpty();
    }

    @Test
    void aSecretStandsInAFile() {
        TokenVerifier verifier =
                new TokenVerifier(sound(reader("[" + BY_SECRET + "]")).issuers());
        String token = TestIssuer.bySecret(TestIssuer.SECRET.getBytes(StandardCharsets.UTF_8), NOW, as -> {});
        assertThat(verifier.judge(token, NOW)).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void theFormerSecretCountsUntilItsDate() {
        TokenVerifier verifier = new TokenVerifier(sound(reader("["
                        + BY_SECRET.replace(
                                "}",
                                ", former-secret-file = \"FOLDER/former\", former-secret-until = \"2026-11-23T08:00:01Z\" }")
                        + "]"))
                .issuers());
        String token = TestIssuer.bySecret(FORMER.getBytes(StandardCharsets.UTF_8), NOW, as -> {});
        assertThat(verifier.judge(token, NOW)).isInstanceOf(Verdict.Good.class);
        assertThat(verifier.judge(token, NOW.plusSeconds(1))).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void keysMayBeReadFromAFileOrAnAddress() {
        List<Issuer> issuers = sound(
                        reader(
                                "[{ issuer = one, audience = \"a, b\", algorithms = [RS256, ES256, EdDSA], jwks-file = \"FOLDER/keys.json\" },"
                                        + " { issuer = two, audience = [a], algorithms = [ES256], jwks-url = \"https://two.example/keys\" },"
                                        + " { issuer = three, audience = [a], algorithms = [ES256], jwks-url = \"http://localhost:1/keys\" }]"))
                .issuers();
        assertThat(issuers).extracting(Issuer::name).containsExactly("one", "two", "three");
        assertThat(issuers.get(0).audiences()).containsExactlyInAnyOrder("a", "b");
        assertThat(issuers.get(0).algorithms())
                .isEqualTo(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA));
    }

    @Test
    void anIssuerMayHaveItsOwnWords() {
        ClaimNames claims = sound(reader("["
                        + BY_SECRET.replace(
                                "}",
                                ", user-id-claim = login, role-claim = groups, instructor-roles = [staff], student-roles = [pupil],"
                                        + " instructors = [ida], role-of-others = student }")
                        + "]"))
                .issuers()
                .get(0)
                .claims();
        assertThat(claims)
                .isEqualTo(new ClaimNames(
                        "login",
                        "groups",
                        Map.of("staff", Role.INSTRUCTOR, "pupil", Role.STUDENT),
                        Set.of(new UserId("ida")),
                        Optional.of(Role.STUDENT)));
    }

    /** The environment holds texts only. */
    @Test
    void issuersMayStandInOneText() {
        Config config = ConfigFactory.parseResources(getClass().getClassLoader(), "reference.conf")
                .resolve()
                .withValue("switchboard.auth.mode", ConfigValueFactory.fromAnyRef("token"))
                .withValue(
                        "switchboard.auth.issuers",
                        ConfigValueFactory.fromAnyRef("[{\"issuer\":\"one\",\"algorithms\":[\"HS256\"],\"secret-file\":"
                                + ConfigUtil.quoteString(secret.toString()) + "}]"));
        assertThat(sound(new SettingsReader(config)).issuers())
                .extracting(Issuer::name)
                .containsExactly("one");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | issuers: [] (allowed: at least one in mode token",
                "7 | issuers: 7 (allowed: a list of objects",
                "[7] | issuers: [7] (allowed: a list of objects",
                "no list | issuers: no list (allowed: a list of objects",
                "[{}] | issuers.0.issuer: missing (allowed: what iss is",
                "[{}] | issuers.0.algorithms: missing (allowed: RS256, ES256, EdDSA with published keys)",
                "[{}] | issuers.0.jwks-url: missing (allowed: one of jwks-url, jwks-file, secret-file)",
                "[{ isuer = one }] | issuers.0.isuer: no such setting (allowed: the nearest is issuer)",
                "[{ jwks-url = a, secret-file = b }] | issuers.0.jwks-url: jwks-url and secret-file (allowed: one of",
                "[{ jwks-url = \"http://two.example/keys\" }] | jwks-url: http://two.example/keys (allowed: an address with https",
                "[{ jwks-url = \"file:///etc/passwd\" }] | jwks-url: file:///etc/passwd (allowed: an address with https",
                "[{ jwks-url = \"not an address\" }] | jwks-url: not an address (allowed: an address with https",
                "[{ jwks-url = \"https://two.example/keys\" }] | audience: missing (allowed: what aud is in the tokens: an issuer",
                "[{ jwks-file = gone }] | jwks-file: gone (allowed: a file that can be read)",
                "[{ secret-file = \"FOLDER/short\" }] | secret-file: 9 bytes (allowed: a file of at least 32 bytes)",
                "[{ secret-file = \"FOLDER/secret\", algorithms = [RS256] }] | algorithms: RS256 (allowed: HS256 with a secret)",
                "[{ jwks-file = \"FOLDER/keys.json\", algorithms = [HS256] }] | algorithms: HS256 (allowed: RS256, ES256, EdDSA with",
                "[{ jwks-file = \"FOLDER/keys.json\", algorithms = [none] }] | algorithms: none (allowed: RS256, ES256, EdDSA with",
                "[{ secret-file = \"FOLDER/secret\", former-secret-file = \"FOLDER/former\" }] | former-secret-until: missing (allowed: both",
                "[{ secret-file = \"FOLDER/secret\", former-secret-until = \"2027-01-01T00:00:00Z\" }] | former-secret-file: missing (allowed: both",
                "[{ secret-file = \"FOLDER/secret\", former-secret-file = \"FOLDER/former\", former-secret-until = soon }] | former-secret-until: soon (allowed: a time such as",
                "[{ student-roles = [instructor] }] | student-roles: instructor (allowed: what is not among instructor-roles)",
                "[{ instructors = [\"ida@school.example\"] }] | instructors: ida@school.example (allowed: user ids",
                "[{ role-of-others = admin }] | role-of-others: admin (allowed: none, student, instructor)",
                "[{ user-id-claim = \"\" }] | user-id-claim: missing (allowed: the claim with the user id",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String issuers, String expected) {
        SettingsReader reader = reader(issuers);
        AuthSettings.from(reader);
        assertThat(reader.problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains(expected));
    }

    /** Whoever mends one mistake must not meet the next one only then. */
    @Test
    void amongOtherMistakesItIsSaidThatAnIssuerIsMissing() {
        SettingsReader reader = reader("[]");
        reader.refuse("switchboard.port", "x", "a number");
        AuthSettings.from(reader);
        assertThat(reader.problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains("issuers: [] (allowed: at least one"));
    }

    @Test
    void twoIssuersOfOneNameAreAMistake() {
        SettingsReader reader = reader("[" + BY_SECRET + "," + BY_SECRET + "]");
        AuthSettings.from(reader);
        assertThat(reader.problems())
                .hasToString("[switchboard.auth.issuers: two of one name (allowed: each issuer once)]");
    }
}
