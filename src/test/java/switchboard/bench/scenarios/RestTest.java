package switchboard.bench.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.bench.StubServer;
import switchboard.bench.account.Wrong;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.MessagesPage;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.testing.server.RunningServer;

/** Reading a log by REST, from the real server and from one whose pages are wrong. */
final class RestTest {
    private static final Settings SETTINGS =
            new Settings(0, 0, 200, Dialect.V1, LocalAddresses.ANY, Duration.ofSeconds(5));
    private static final Rest SMALL = new Rest(2_000);

    @TempDir
    private Path data;

    @Test
    void readsEverythingInPages() {
        try (RunningServer server = RunningServer.in(data).withRates(100_000).start();
                Stage stage = Stage.on(Endpoint.loopback(server.port()), null, SETTINGS, System::nanoTime)) {
            List<Figure> figures = SMALL.run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            int live = 2_000;
            int warmUpAndMeasured = 2 * 2_000;
            assertThat(stage.tally().deliveries()).isEqualTo(live + warmUpAndMeasured);
            assertThat(figures).extracting(Figure::name).contains("1,000 messages, p50", "1,000 messages, p99");
        }
    }

    @ParameterizedTest
    @CsvSource({"SHORT_PAGE, LOST", "LAST_PAGE, CURSOR_WRONG"})
    void seesAPageThatIsWrong(StubServer.Fault fault, Wrong wrong) throws Exception {
        try (StubServer server = new StubServer(fault);
                Stage stage = Stage.on(Endpoint.at(server.url()), null, SETTINGS, System::nanoTime)) {
            SMALL.run(stage);

            assertThat(stage.tally().wrong()).containsKey(wrong);
        }
    }

    @Test
    void findsTheMessagesOfAPage() {
        String body =
                "{\"messages\":[{\"a\":{\"b\":[1]}}, {\"c\":\"é}\"}],\"new\":{\"x\":1},\"next_after\":17,\"head_seq\":18}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        MessagesPage page = MessagesPage.read(bytes);

        assertThat(page.messages())
                .extracting(part -> new String(bytes, part.from(), part.to() - part.from(), StandardCharsets.UTF_8))
                .containsExactly("{\"a\":{\"b\":[1]}}", "{\"c\":\"é}\"}");
        assertThat(page.nextAfter()).isEqualTo(17);
        assertThat(page.headSeq()).isEqualTo(18);
    }

    @Test
    void knowsTheLastPage() {
        MessagesPage page = MessagesPage.read(
                "{\"messages\":[],\"next_after\":null,\"head_seq\":3}".getBytes(StandardCharsets.UTF_8));

        assertThat(page.messages()).isEmpty();
        assertThat(page.nextAfter()).isEqualTo(MessagesPage.NO_MORE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"messages\":[]",
                "{\"messages\":{},\"next_after\":null,\"head_seq\":3}",
                "{\"messages\":[3],\"next_after\":null,\"head_seq\":3}",
                "{\"messages\":[],\"head_seq\":3}",
                "{\"messages\":[],\"next_after\":\"4\",\"head_seq\":3}",
                "{\"messages\":[],\"next_after\":null,\"head_seq\":null}"
            })
    void failsOnWhatIsNoPage(String body) {
        assertThatThrownBy(() -> MessagesPage.read(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BenchFailure.class);
    }
}
