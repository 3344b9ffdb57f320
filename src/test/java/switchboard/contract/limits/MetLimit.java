package switchboard.contract.limits;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import switchboard.contract.rest.RawRequests;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Opening;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * A limit that a client can meet.
 *
 * @param key of the setting, without {@code switchboard.}
 * @param numbers that each text must hold, and none else
 */
record MetLimit(String key, Met met, List<Long> numbers) {
    /** Large enough to meet a limit by a few messages, and small enough for one. */
    static final String LARGE = "x".repeat(60_000);

    /** Meets the limit of a setting, and returns what the server says. */
    interface Met {
        List<String> texts(Stage stage, RunningServer server, TestSession session);
    }

    /** What the server runs on: a time that the test moves, and a database that it can hold up. */
    record Stage(TestTicker ticker, FaultyDatabase database) {
        /** Opens a connection at one join a second, so that their number in a second is not met. */
        RecordingClient open(TestSession session, Opening opening) {
            ticker.advance(Duration.ofSeconds(1));
            return session.open(opening);
        }
    }

    /**
     * Where the number in the text is that of the setting.
     *
     * @param more numbers that stand there besides
     */
    static MetLimit named(String key, Met met, Integer... more) {
        return of(
                key,
                met,
                Stream.concat(
                                Stream.of(ChangedLimits.number(key)),
                                Stream.of(more).map(Long::valueOf))
                        .toList());
    }

    /** Where the text is to hold no number at all. */
    static MetLimit unnamed(String key, Met met) {
        return of(key, met, List.of());
    }

    static MetLimit of(String key, Met met, List<Long> numbers) {
        return new MetLimit(key, met, numbers);
    }

    @Override
    public String toString() {
        return key;
    }

    /** The teacher to all, and each message is stored before the next. */
    static void say(TestSession session, String text, int times) {
        for (int i = 0; i < times; i++) {
            session.teacherCaller().post(Drafts.broadcast(text)).expect(201);
        }
    }

    /** The text of the first answer that is there. */
    static List<String> first(RawRequests requests) {
        try (requests) {
            return List.of(requests.firstAnswer().json().path("message").textValue());
        }
    }

    /** The text of an answer, which must have this status. */
    static List<String> error(int status, Answer answer) {
        return List.of(answer.expect(status).json().path("message").textValue());
    }

    /** The text of a notice. */
    static String said(Text frame) {
        return frame.content().path("message").textValue();
    }
}
