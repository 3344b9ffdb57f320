package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TokenCommandTest {
    private static final String SESSION = "01a22b43-0000-7000-8000-000000000000";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of("SWITCHBOARD_AUTH_MODE", "token"));

    private record Run(int code, String out, String err) {}

    private Path data() {
        return folder.resolve("data");
    }

    private Run run(String arguments) {
        environment.put("SWITCHBOARD_DATA", data().toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine(settings -> 0, new Main.Environment(environment, new Properties()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments.split(" "));
        return new Run(code, out.toString(), err.toString());
    }

    private static JWTClaimsSet claims(Run run) throws Exception {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return SignedJWT.parse(run.out().strip()).getJWTClaimsSet();
    }

    private static long lifetimeSeconds(JWTClaimsSet claims) {
        return Math.round(
                (claims.getExpirationTime().getTime() - claims.getIssueTime().getTime()) / 1000.0);
    }

    @Test
    void writesNothingButTheTokenAndMakesTheKeysWhereNoServerEverRan() throws Exception {
        JWTClaimsSet claims = claims(run("token --user tutor --role instructor"));

        assertThat(claims.getSubject()).isEqualTo("tutor");
        assertThat(claims.getStringClaim("role")).isEqualTo("instructor");
        assertThat(claims.getClaim("session_id")).isNull();
        assertThat(lifetimeSeconds(claims)).isEqualTo(8 * 3_600);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("token-keys"))))
                .isEqualTo("rw-------");
    }

    @Test
    void bindsATokenToASessionAndATime() throws Exception {
        JWTClaimsSet claims = claims(run("token --user ana --role student --session " + SESSION + " --for 90m"));

        assertThat(claims.getStringClaim("session_id")).isEqualTo(SESSION);
        assertThat(lifetimeSeconds(claims)).isEqualTo(90 * 60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--role student | --user: missing (allowed: ",
                "--user a/b --role student | --user: a/b (allowed: ",
                "--user ana | --role: missing (allowed: student, instructor)",
                "--user ana --role admin | --role: admin (allowed: student, instructor)",
                "--user ana --role student --session algebra | --session: algebra (allowed: the UUID",
                "--user ana --role student --for 8 | --for: 8 (allowed: 1m to 365d",
                "--user ana --role student --for 59s | --for: 59s (allowed: 1m to 365d",
                "--user ana --role student --for 366d | --for: 366d (allowed: 1m to 365d",
                "--user ana --role student --for 999999d | --for: 999999d (allowed: 1m to 365d",
                "--user ana --role student --for 8parsecs | --for: 8parsecs (allowed: 1m to 365d",
                "keys rotate | Missing required option: '--keep=TIME'",
                "keys rotate --keep 7 | --keep: 7 (allowed: 0s to 365d",
                "keys rotate --keep 366d | --keep: 366d (allowed: 0s to 365d",
                "keys | token keys needs: rotate",
            })
    void saysWhatIsWrongAndWritesNothing(String arguments, String problem) {
        Run run = run("token " + arguments);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(problem);
        assertThat(data()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token --user ana --role student | SWITCHBOARD_AUTH_MODE | open | switchboard.auth.mode: open (allowed: token",
                "token keys rotate --keep 7d | SWITCHBOARD_AUTH_MODE | open | switchboard.auth.mode: open (allowed: token",
                "teacher list | SWITCHBOARD_AUTH_MODE | open | switchboard.auth.mode: open (allowed: token",
                "token --user ana --role student | SWITCHBOARD_AUTH_MODE | tokn | switchboard.auth.mode: tokn (allowed: ",
            })
    void namesTheSettingThatForbidsIt(String arguments, String variable, String value, String problem) {
        environment.put(variable, value);
        Run run = run(arguments);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(problem);
        assertThat(data()).doesNotExist();
    }

    @Test
    void keepsTheFormerKeyForAsLongAsItIsTold() throws Exception {
        assertThat(run("token keys rotate --keep 7d").code()).isZero();
        List<String> first = keys();
        assertThat(first).hasSize(1);

        assertThat(run("token keys rotate --keep 7d").out()).contains("count until 20");
        assertThat(keys()).hasSize(2).last().asString().startsWith(first.get(0) + " 20");

        assertThat(run("token keys rotate --keep 0s").code()).isZero();
        assertThat(keys()).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    private List<String> keys() throws Exception {
        return Files.readAllLines(data().resolve("token-keys"));
    }

    @Test
    void saysThatTheKeysCannotBeRead() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("token-keys"), "no key at all!\n");

        for (String command : List.of("token --user ana --role student", "token keys rotate --keep 7d")) {
            Run run = run(command);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("is no file of keys").doesNotContain("no key at all!");
        }
    }

    @Test
    void saysThatNoServerRuns() {
        Run run = run("teacher add");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("switchboard: no server answers in " + data())
                .contains("Start it there");
    }
}
