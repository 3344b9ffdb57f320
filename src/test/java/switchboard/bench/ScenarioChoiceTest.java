package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.bench.cold.ColdScenarios;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;

/** Which scenarios the option {@code --scenarios} means. */
final class ScenarioChoiceTest {

    private static List<String> names(List<Scenario> scenarios) {
        return scenarios.stream().map(Scenario::name).toList();
    }

    @Test
    void runsThoseByDefaultWhereNoneIsNamed() {
        assertThat(ScenarioChoice.warm().of(List.of())).isEqualTo(Scenarios.DEFAULT);
        assertThat(ScenarioChoice.cold().of(List.of())).isEqualTo(ColdScenarios.ALL);
    }

    @Test
    void keepsTheOrderOfTheNamesAndRunsEachOnce() {
        List<String> written = List.of("lecture:2000", "storm", "lecture:50", "storm", "lecture:50");

        assertThat(names(ScenarioChoice.warm().of(written))).containsExactly("lecture:2000", "storm", "lecture:50");
    }

    @Test
    void allMeansEachOfThemOnce() {
        assertThat(ScenarioChoice.warm().of(List.of("storm", "all"))).hasSameSizeAs(Scenarios.ALL);
        assertThat(ScenarioChoice.cold().of(List.of("all"))).isEqualTo(ColdScenarios.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "classroom:1, 50",
        "classroom:100, 5000",
        "lecture:2000, 2001",
        "connect:1000, 1020",
        "connect:1001, 1071",
        "stored:10000, 0"
    })
    void aSizeSaysHowManyConnectionsThereAre(String written, int connections) {
        List<Scenario> chosen = ScenarioChoice.warm().of(List.of(written));

        assertThat(names(chosen)).containsExactly(written);
        assertThat(chosen.get(0).connections()).isEqualTo(connections);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | nothing (allowed: all, classroom, broadcast",
                "nothing:3 | nothing:3 (allowed: all, classroom, broadcast",
                "all:3 | all:3 (allowed: all, classroom, broadcast",
                "storm:3 | storm:3 (allowed: a size with classroom, connect, lecture, stored only)",
                "classroom:0 | classroom:0 (allowed: classroom:1 to classroom:2000)",
                "lecture:2001 | lecture:2001 (allowed: lecture:1 to lecture:2000)",
                "lecture: | lecture: (allowed: lecture:1 to lecture:2000)",
                "lecture:-5 | lecture:-5 (allowed: lecture:1 to lecture:2000)",
                "lecture:9999999999 | lecture:9999999999 (allowed: lecture:1 to lecture:2000)"
            })
    void refusesWhatThereIsNot(String written, String problem) {
        ScenarioChoice warm = ScenarioChoice.warm();

        assertThatThrownBy(() -> warm.of(List.of(written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"storm", "classroom:2", "stored"})
    void refusesWhatIsNotMeasuredCold(String written) {
        ScenarioChoice cold = ScenarioChoice.cold();

        assertThatThrownBy(() -> cold.of(List.of(written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(written + " (allowed: ");
    }
}
