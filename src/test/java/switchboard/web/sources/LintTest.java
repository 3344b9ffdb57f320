package switchboard.web.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import switchboard.testing.NodeJs;

/**
 * All JavaScript keeps ESLint's recommended rules. ESLint comes from the npm registry, which no other test needs: so
 * this one runs by itself, {@code mvn -Plint test}.
 */
@Tag("lint")
class LintTest {
    private static final Path OURS = Path.of("src", "test", "js", "lint");
    /** Outside of the sources, so that nobody takes ESLint's own for ours. */
    private static final Path INSTALLED = Path.of("target", "lint");

    @Test
    void noFileBreaksARule() throws Exception {
        install();
        NodeJs.Ended linted = NodeJs.run(
                Path.of("."),
                Map.of(),
                INSTALLED.resolve("node_modules/eslint/bin/eslint.js").toString(),
                "--config",
                INSTALLED.resolve("eslint.config.js").toString(),
                "--max-warnings=0",
                "src/main/resources/web",
                "src/test/js",
                "docs/examples");
        assertThat(linted.exitValue()).as(linted.said()).isZero();
    }

    /** Exactly what the lock file names. */
    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "eslint.config.js")) {
            Files.copy(OURS.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        NodeJs.Ended installed =
                NodeJs.run(INSTALLED, Map.of(), List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
        assertThat(installed.exitValue()).as(installed.said()).isZero();
    }
}
