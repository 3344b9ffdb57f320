package switchboard.contract.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.NodeJs;
import switchboard.testing.server.SharedServer;

/** The program of docs/examples that opens a class, as it stands there. */
class OpenClassExampleTest {
    private static final Path PROGRAM = Path.of("docs", "examples", "open-class.mjs");
    private static final Path CLIENT = Path.of("src", "main", "resources", "web", "switchboard.js");
    private static final Pattern OPENED = Pattern.compile("class: (\\S+) .*\ncode: (\\S+)\naddress: (\\S+)\n");

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @TempDir
    private Path folder;

    @BeforeEach
    void isCopiedWithTheClient() throws Exception {
        Files.copy(PROGRAM, folder.resolve("open-class.mjs"));
        Files.copy(CLIENT, folder.resolve("switchboard.mjs"));
    }

    private static String url() {
        return "http://127.0.0.1:" + SERVER.get().port();
    }

    private NodeJs.Ended run(String url, String students) throws Exception {
        Files.writeString(folder.resolve("students.txt"), students);
        return NodeJs.run(folder, Map.of(), "open-class.mjs", url, "ines", "Algebra", "students.txt");
    }

    @Test
    void opensOneClassAndAddsToItWhoIsNew() throws Exception {
        NodeJs.Ended first = run(url(), "ada,Ada Lovelace\nbob\n");
        Matcher opened = OPENED.matcher(first.said());
        assertThat(opened.matches()).as(first.said()).isTrue();
        NodeJs.Ended second = run(url(), "ada,Ada L.\r\n\r\nbob\r\ncarl,Gauss, Carl\r\n");

        String id = opened.group(1);
        assertThat(second.said()).isEqualTo(first.said().replace("2 students", "3 students"));
        JsonNode session = SERVER.api().session(id).expect(200).json().path("session");
        assertThat(session.path("student_ids").toString()).isEqualTo("[\"ada\",\"bob\",\"carl\"]");
        assertThat(session.path("names").toString()).isEqualTo("{\"ada\":\"Ada L.\",\"carl\":\"Gauss, Carl\"}");
        assertThat(opened.group(3)).isEqualTo(url() + "/j/" + opened.group(2));
        JsonNode joinable =
                SERVER.api().get("/api/join/" + opened.group(2)).expect(200).json();
        assertThat(joinable.path("session_id").textValue()).isEqualTo(id);
    }

    @Test
    void saysWhatIsWrongWithTheList() throws Exception {
        NodeJs.Ended ended = run(url(), "ada\nb b\n");
        assertThat(ended.exitValue()).isEqualTo(1);
        assertThat(ended.said()).contains("student_ids \"b b\": ");
    }
}
