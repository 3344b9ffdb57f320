package switchboard.http.api;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import switchboard.http.Log;
import switchboard.http.ServedApi;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

/** What the tests of {@code GET …/messages} share: the test answers for the hub and for the history. */
abstract class ReadMessagesFixture {
    static final String PATH = "GET /api/sessions/" + ServedApi.ALGEBRA.id() + "/messages";
    static final String ADA = PATH + "?user_id=ada&role=student";
    static final Duration SOON = Duration.ofSeconds(10);

    final ServedApi api =
            new ServedApi(Map.of("http.max-waits", "2", "sessions.max-pending", "2", "http.answer-within", "10s"));

    @AfterEach
    void stop() {
        api.close();
    }

    void mayRead() {
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.STORED));
    }

    History.ReadToEnd reads(History.ReadReply reply) {
        History.ReadToEnd read = api.history.expectMessageClass(History.ReadToEnd.class);
        read.replyTo().tell(reply);
        return read;
    }

    HubProtocol.LongPoll waits() {
        return api.hub.expectMessageClass(HubProtocol.LongPoll.class);
    }

    void hubIsAskedNothing() {
        api.hub.expectNoMessage(Duration.ofMillis(100));
    }

    static void answer(ServedApi api, History.Page page) {
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.STORED));
        api.history.expectMessageClass(History.ReadToEnd.class).replyTo().tell(page);
    }
}
