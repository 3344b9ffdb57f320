package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Talk;
import switchboard.testing.server.RunningServer;

class BackupCommandTest {
    @TempDir
    private Path folder;

    private record Run(int code, String out, String err) {}

    private Run run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine(settings -> 0, new Main.Environment(environment, new Properties()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private Run backUp(String... arguments) {
        return run(Map.of("SWITCHBOARD_DATA", folder.resolve("data").toString()), arguments);
    }

    @Test
    void aServerStartsFromABackupThatWasMadeWhileAClassTalked() throws Exception {
        Path data = folder.resolve("data");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        String session;
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 4).with(4, 1)) {
            session = room.session();
            try (Talk talk = Talk.of(List.copyOf(room.people()), new SplittableRandom(1))) {
                room.awaitMore(50);
                Run run = backUp("backup");
                assertThat(run.err()).isEmpty();
                assertThat(run.code()).isZero();
                assertThat(run.out())
                        .containsPattern("^\\S+/data/backups/switchboard-\\S+Z\\.db: 1 sessions with \\d+ messages");
                Files.copy(
                        Path.of(run.out().substring(0, run.out().indexOf(".db:") + 3)), copy.resolve("switchboard.db"));
                talk.finish();
            }
            room.assertAllGotAll();
        }
        try (RunningServer restored = RunningServer.in(copy).start()) {
            assertThat(restored.api().statusOf(session)).isEqualTo("active");
        }
    }

    @Test
    void saysWhyThereIsNone() {
        Run run = backUp("backup", "--to", folder.resolve("x").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("switchboard: no backup was made: there is no database in ")
                .hasLineCount(1);
    }

    @Test
    void saysWhichSettingIsWrong() {
        Run run = run(Map.of("SWITCHBOARD_DATA", ""), "backup");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualToIgnoringNewLines("switchboard.data:  (allowed: a path)");
    }
}
