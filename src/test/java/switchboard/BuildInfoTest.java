package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildInfoTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @ValueSource(strings = {COMMIT, COMMIT + "-dirty"})
    void tellsVersionAndCommit(String commit) {
        BuildInfo build = BuildInfo.of(properties(commit));

        assertThat(build.version()).isEqualTo("1.2.3");
        assertThat(build.commit()).contains(commit);
        assertThat(build.text()).isEqualTo("1.2.3 (commit " + commit + ")");
    }

    /** Empty is what a git that fails leaves. */
    @ParameterizedTest
    @ValueSource(strings = {"unknown", ""})
    void leavesOutACommitThatTheBuildDidNotKnow(String commit) {
        BuildInfo build = BuildInfo.of(properties(commit));

        assertThat(build.commit()).isEmpty();
        assertThat(build.text()).isEqualTo("1.2.3");
    }

    @Test
    void readsWhatTheBuildWrote() {
        assertThat(BuildInfo.read().version()).matches("\\d+\\.\\d+\\.\\d+\\S*");
    }

    private static Properties properties(String commit) {
        Properties properties = new Properties();
        properties.setProperty("version", "1.2.3");
        properties.setProperty("commit", commit);
        return properties;
    }
}
