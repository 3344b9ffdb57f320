package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import switchboard.BuildInfo;
import switchboard.Settings;
import switchboard.StartFailure;

class MainTest {
    @TempDir
    Path folder;

    private final AtomicReference<@Nullable Settings> served = new AtomicReference<>();

    private record Run(int code, String out, String err) {}

    private Run run(Map<String, String> environment, Serve serve, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine(serve, new Main.Environment(environment, new Properties()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private Run run(String... arguments) {
        return run(
                Map.of(),
                settings -> {
                    served.set(settings);
                    return 0;
                },
                arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("x.conf"), text).toString();
    }

    @Test
    void servesWithAndWithoutTheCommand() throws IOException {
        String file = file("switchboard.port = 7");

        assertThat(run("--config", file).code()).isZero();
        assertThat(served.getAndSet(null).http().port()).isEqualTo(7);
        assertThat(run("serve", "--config", file).code()).isZero();
        assertThat(served.getAndSet(null).http().port()).isEqualTo(7);
        assertThat(run("--config", file, "serve").code()).isZero();
        assertThat(served.getAndSet(null).http().port()).isEqualTo(7);
    }

    /** Over all that settings say, as whoever types it means it. */
    @Test
    void listensOnAllAddressesWhenTold() throws IOException {
        String file = file("switchboard.host = 127.0.0.2");

        assertThat(run("--config", file, "--lan").code()).isZero();
        assertThat(served.getAndSet(null).http().host()).isEqualTo("0.0.0.0");
        assertThat(run("serve", "--lan").code()).isZero();
        assertThat(served.getAndSet(null).http().host()).isEqualTo("0.0.0.0");
        assertThat(run("--config", file).code()).isZero();
        assertThat(served.getAndSet(null).http().host()).isEqualTo("127.0.0.2");
    }

    @Test
    void givesTheServersOwnExitCode() {
        assertThat(run(Map.of(), settings -> 1).code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "config check", "config show"})
    void namesEveryBadSettingAndEndsWith2(String command) throws IOException {
        String file = file("switchboard { port = 70000, prot = 1, http.max-body = huge, http.cors-origins = [nonsense],"
                + " http.hosts = [\"http://a.example\"], http.trusted-proxies = [\"10.0.0.0/33\"],"
                + " session { tail-bytes = 2 MiB, all-tails-bytes = 1 MiB } }");
        Run run =
                run(Map.of("SWITCHBOARD_RATE_STUDENT", "0"), settings -> 0, (command + " --config " + file).split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactlyInAnyOrder(
                        "switchboard.prot: no such setting (allowed: what config doc lists; the nearest is switchboard.port)",
                        "switchboard.port: 70000 (allowed: 0 to 65535)",
                        "switchboard.http.max-body: huge (allowed: 1024 to 67108864 bytes, for example 64 KiB)",
                        "switchboard.http.cors-origins: nonsense (allowed: \"local\", \"*\", or origins such as"
                                + " https://school.example: a scheme, a host and, maybe, a port, nothing behind)",
                        "switchboard.http.hosts: http://a.example (allowed: \"*\", or names such as class.example: without"
                                + " a scheme, a port or a path)",
                        "switchboard.http.trusted-proxies: 10.0.0.0/33 (allowed: addresses such as 127.0.0.1 or ::1, and"
                                + " ranges such as 10.0.0.0/8)",
                        "switchboard.session.tail-bytes: 2097152 (allowed: at most switchboard.session.all-tails-bytes,"
                                + " which is 1048576)",
                        "switchboard.rate.student: 0 (allowed: 1 to 1000000)");
    }

    @Test
    void saysInOneSentenceWhyItCannotStart() {
        Run run = run(Map.of(), settings -> {
            throw new StartFailure("port 8080 is taken");
        });

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("switchboard: port 8080 is taken");
    }

    @Test
    void endsWith1AfterABug() {
        Run run = run(Map.of(), settings -> {
            throw new IllegalStateException("provoked by a test");
        });

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("provoked by a test").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "nonsense", "config", "config nonsense", "--config"})
    void endsWith2AfterBadArguments(String arguments) {
        Run run = run(arguments.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).containsAnyOf("Usage:", "Did you mean");
        assertThat(served).hasNullValue();
    }

    @Test
    void checksGoodSettings() {
        Run run = run("config", "check");

        assertThat(run).isEqualTo(new Run(0, "ok" + System.lineSeparator(), ""));
        assertThat(served).hasNullValue();
    }

    @Test
    void showsEveryValueAndWhereItComesFrom() throws IOException {
        Run run = run(
                Map.of("SWITCHBOARD_PORT", "9"),
                settings -> 0,
                "config",
                "show",
                "--config",
                file("switchboard.host = localhost"));

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("switchboard.port = \"9\"  # SWITCHBOARD_PORT")
                .contains("switchboard.data = \"data\"  # default")
                .containsPattern("switchboard.host = \"localhost\"  # .*x.conf: 1");
    }

    @Test
    void documentsEveryKey() {
        Run run = run("config", "doc");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("switchboard.port\n    The port to listen on")
                .contains("    default: 8080\n    environment: SWITCHBOARD_PORT\n");
    }

    @Test
    void tellsItsVersionAndItsUse() {
        assertThat(run("--version").out())
                .isEqualToNormalizingNewlines("switchboard " + BuildInfo.read().text() + "\n");
        assertThat(run("--help").out()).contains("serve").contains("config").contains("--config=FILE");
        assertThat(run("config", "--help").out())
                .contains("check")
                .contains("show")
                .contains("doc");
    }

    /** The example for operators must be right: it says the defaults, all commented out. */
    @Test
    void theExampleFileHoldsEveryKeyWithItsDefault() throws IOException {
        String example = Files.readString(Path.of("conf", "switchboard.conf"));
        String uncommented = example.replaceAll("(?m)^# ?(switchboard\\.)", "$1");
        Run run = run("config", "show", "--config", file(uncommented));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).doesNotContain("# default");
        Run defaults = run("config", "show", "--config", file(example));
        assertThat(run.out().replaceAll("  #.*", "")).isEqualTo(defaults.out().replaceAll("  #.*", ""));
    }
}
