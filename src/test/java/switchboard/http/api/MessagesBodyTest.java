package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import switchboard.http.Log;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.values.Ref;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

class MessagesBodyTest {
    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void theLastPageReachesTheHeadOfTheLog() {
        assertThat(text(MessagesBody.of(Log.page(0, 9, 9, 3L, 7L))))
                .isEqualTo("{\"messages\":[" + Log.broadcastJson(3, null) + "," + Log.broadcastJson(7, null)
                        + "],\"next_after\":null,\"head_seq\":9}");
    }

    @Test
    void anyOtherSaysWhereTheNextBegins() {
        assertThat(text(MessagesBody.of(Log.page(0, 3, 9, 3L))))
                .isEqualTo("{\"messages\":[" + Log.broadcastJson(3, null) + "],\"next_after\":3,\"head_seq\":3}");
        assertThat(text(MessagesBody.of(Log.page(0, 5, 9))))
                .isEqualTo("{\"messages\":[],\"next_after\":5,\"head_seq\":5}");
    }

    @Test
    void whatIsDamagedStandsBehindTheMessages() {
        List<EncodedMessage> messages = List.of(
                EncodedMessage.damaged(1, 2),
                Log.encoded(3),
                EncodedMessage.damaged(4, 4),
                EncodedMessage.damaged(6, 9));

        assertThat(text(MessagesBody.of(new History.Page(0, 9, 9, messages))))
                .isEqualTo(
                        "{\"messages\":[" + Log.broadcastJson(3, null)
                                + "],\"damaged\":[{\"first_seq\":1,\"last_seq\":2},"
                                + "{\"first_seq\":4,\"last_seq\":4},{\"first_seq\":6,\"last_seq\":9}],\"next_after\":null,\"head_seq\":9}");
        assertThat(text(MessagesBody.of(new History.Page(0, 2, 9, messages.subList(0, 1)))))
                .isEqualTo(
                        "{\"messages\":[],\"damaged\":[{\"first_seq\":1,\"last_seq\":2}],\"next_after\":2,\"head_seq\":2}");
    }

    @Test
    void anEmptyLogHasAnEmptyPage() {
        assertThat(text(MessagesBody.of(Log.page(0, 0, 0))))
                .isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":0}");
        assertThat(text(MessagesBody.of(Log.page(99, 99, 9)))).endsWith("\"next_after\":null,\"head_seq\":9}");
    }

    @Test
    void whatWasPostedCarriesItsRef() {
        assertThat(text(MessagesBody.of(new HubProtocol.Posted(Log.broadcast(4, new Ref("a\"b")), true, 0))))
                .isEqualTo("{\"message\":" + Log.broadcastJson(4, "a\\\"b") + ",\"duplicate\":true,\"recipients\":0}");
        assertThat(text(MessagesBody.of(new HubProtocol.Posted(Log.broadcast(4, null), false, 12))))
                .isEqualTo("{\"message\":" + Log.broadcastJson(4, null) + ",\"duplicate\":false,\"recipients\":12}");
    }

    /** A thousand messages go into an answer within a small part of the 20 ms that all of it may take. */
    @Test
    void writesALargePageSoon() {
        List<EncodedMessage> messages =
                LongStream.rangeClosed(1, 1000).mapToObj(Log::encoded).toList();
        History.Page page = new History.Page(0, 1000, 1000, messages);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            long start = System.nanoTime();
            MessagesBody.of(page);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(5));
    }
}
