package switchboard.contract.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.settings.SettingKeys;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Markdown;
import switchboard.testing.TestTicker;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * A server whose every limit is another than the default says what its own are: each text that a client may meet holds
 * the numbers that it must, and none more, so that no default is left in any.
 */
class ChangedLimitsTest {
    /** For all others time stands still, so that a busy machine meets no limit of its own. */
    private static final Set<String> MET_BY_WAITING = Set.of(
            "http.head-within",
            "http.body-within",
            "http.answer-within",
            "connection.message-within",
            "connection.slow-timeout",
            "connection.replay-timeout",
            "connection.answer-timeout");

    private final TestTicker ticker = new TestTicker();

    private final FaultyDatabase database = new FaultyDatabase();

    @TempDir
    Path data;

    static Stream<MetLimit> limits() {
        return Stream.of(HttpLimits.all(), SessionLimits.all(), ConnectionLimits.all())
                .flatMap(limits -> limits);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void whoeverMeetsALimitIsToldTheOneInForce(MetLimit limit) {
        RunningServer.Starting starting =
                ChangedLimits.of(RunningServer.in(data)).databaseAround(database::around);
        boolean byTime = MET_BY_WAITING.contains(limit.key());
        try (RunningServer server = (byTime ? starting : starting.ticker(ticker)).start();
                TestSession session = TestSession.of(server, "ann", "bob", "cid", "dan")) {
            List<String> texts = limit.met().texts(new MetLimit.Stage(ticker, database), server, session);
            // A server that stops waits for what it was asked.
            database.release();

            assertThat(texts).isNotEmpty().allSatisfy(text -> {
                assertThat(text).isNotBlank();
                assertThat(numbersIn(text)).as(text).isEqualTo(new TreeSet<>(limit.numbers()));
            });
        } finally {
            database.release();
        }
    }

    private static Set<Long> numbersIn(String text) {
        return Pattern.compile("\\d[\\d,._]*")
                .matcher(text)
                .results()
                .map(found -> Long.valueOf(found.group().replaceAll("\\D", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyNumberSizeAndTimeThatCanBeSetIsChangedHere() {
        Pattern quantity = Pattern.compile("\"?(\\d+ ?[A-Za-z]*|auto)\"?");
        Set<String> keys = new TreeSet<>();
        for (SettingKeys.Key key : SettingKeys.known().all()) {
            if (quantity.matcher(key.defaultValue()).matches()) {
                keys.add(key.path());
                assertThat(ChangedLimits.value(key.path()))
                        .as(key.path())
                        .isNotEqualTo(key.defaultValue().replace("\"", ""));
            }
        }

        assertThat(ChangedLimits.all()).isEqualTo(keys);
    }

    @Test
    void everyLimitIsMetOrHasAReasonWhyNobodyIsToldOfIt() {
        assertThat(limits().map(limit -> "switchboard." + limit.key()))
                .containsExactlyInAnyOrderElementsOf(ChangedLimits.said());
        Set<String> unsaid = new TreeSet<>(ChangedLimits.all());
        unsaid.removeAll(ChangedLimits.said());
        assertThat(ChangedLimits.unsaid()).containsOnlyKeys(unsaid).doesNotContainValue("");
    }

    @Test
    void operatorsCanReadOfEveryLimitThatClientsAreToldOf() {
        String rows = Markdown.read("docs/operating.md").rows("## Limits").toString();
        assertThat(ChangedLimits.said())
                .filteredOn(key -> !rows.contains("`" + key.replaceFirst("^switchboard\\.", "") + "`"))
                .isEmpty();
    }

    @Test
    void theWelcomeHoldsTheLimitsInForce() {
        try (RunningServer server = ChangedLimits.of(RunningServer.in(data)).start();
                TestSession session = TestSession.of(server, "ann")) {
            assertThat(limits(session.studentV2("ann")))
                    .isEqualTo("{\"messages\":13,\"window_seconds\":60,\"content_bytes\":65536}");
            assertThat(limits(session.teacherV2()))
                    .isEqualTo("{\"messages\":23,\"window_seconds\":60,\"content_bytes\":65536}");
        }
    }

    private static String limits(RecordingClient client) {
        return client.systems("welcome").get(0).content().path("limits").toString();
    }
}
