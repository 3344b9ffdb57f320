package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;

/** Clients that send several requests at once, and then nothing more. */
class PipeliningEndTest {
    private static final int TIMES = 60;

    /**
     * pekko-http did not end where its input did while it held the last answer: the connection stayed until its time
     * was over. It was one in three.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void closesOnceAllIsAnswered(int requests) {
        String all = (ServedApi.head("GET /health/live") + "\r\n").repeat(requests);
        try (ServedApi api = new ServedApi()) {
            for (int i = 0; i < TIMES; i++) {
                try (RawHttpClient client = new RawHttpClient(api.port())) {
                    client.send(all).finishSending();
                    for (int answer = 0; answer < requests; answer++) {
                        assertThat(client.read().status()).isEqualTo(200);
                    }
                    assertThat(client.closedByServer()).isTrue();
                }
            }
        }
    }
}
