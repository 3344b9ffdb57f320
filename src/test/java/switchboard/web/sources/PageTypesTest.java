package switchboard.web.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.testing.NodeJs;

/** What the page and the client say of their types, by TypeScript's own compiler in its strict mode. */
class PageTypesTest {
    private static final Path COMPILER = Path.of("target", "typescript", "lib", "tsc.js");
    private static final Path CONFIGURATIONS = Path.of("src", "test", "js", "types");
    private static final Path SERVED = Path.of("src", "main", "resources", "web", "switchboard.d.ts");
    private static final Path MADE = Path.of("target", "types", "switchboard.d.ts");

    @Test
    void thePageAndTheClientHaveTheTypesThatTheySay() throws Exception {
        assertThat(compiled("tsconfig.json")).isEmpty();
    }

    /** They are committed, so that a build needs no Node.js. */
    @Test
    void theDeclarationsOfTheClientAreWhatIsMadeOfIt() throws Exception {
        assertThat(compiled("declarations.json")).isEmpty();
        assertThat(SERVED)
                .as("of this client; cp %s %s makes them so", MADE, SERVED)
                .hasSameTextualContentAs(MADE);
    }

    @Test
    void aClientInTypeScriptIsHeldToThem() throws Exception {
        // Every @ts-expect-error in it has an error behind it, and there is no other.
        assertThat(compiled("client.json")).isEmpty();
        List<String> wrong = Files.readAllLines(CONFIGURATIONS.resolve("client.ts"));
        assertThat(wrong).filteredOn(line -> line.contains("@ts-expect-error")).isNotEmpty();
    }

    /** What the compiler has to say, which is nothing where all is well. */
    private static String compiled(String configuration) throws Exception {
        NodeJs.Ended ended = NodeJs.run(
                Path.of("."),
                Map.of(),
                COMPILER.toString(),
                "--project",
                CONFIGURATIONS.resolve(configuration).toString());
        assertThat(ended.exitValue()).as(ended.said()).isZero();
        return ended.said();
    }
}
