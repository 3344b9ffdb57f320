package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.testing.TestTicker;

class UnansweredFramesTest {
    private static final ConnectionId CONNECTION = new ConnectionId(1);

    private final TestTicker ticker = new TestTicker();
    private final Liveness liveness = new Liveness(ticker);
    private final UnansweredFrames frames = new UnansweredFrames(liveness);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void answersComeInAnyOrderAndLeaveInThatOfTheFrames(long seed) {
        Random random = new Random(seed);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ids.add(frames.add(FrameReader.binary(), 0, i).submit(CONNECTION).message());
        }
        List<MessageId> arriving = new ArrayList<>(ids);
        arriving.addAll(ids.subList(3, 7)); // Some are told twice: the first counts.
        Collections.shuffle(arriving, random);
        List<MessageId> left = new ArrayList<>();
        for (MessageId id : arriving) {
            frames.answer(id, Lesson.accepted(id, 1, null));
            for (UnansweredFrames.Answered next = frames.poll(); next != null; next = frames.poll()) {
                left.add(((SessionEvent.Accepted) next.answer()).message().id());
            }
        }
        assertThat(left).isEqualTo(ids);
        assertThat(frames.isEmpty()).isTrue();
    }

    @Test
    void whatIsHandedInForTheSecondTimeSaysSo() {
        UnansweredFrames.Frame frame = frames.add(FrameReader.binary(), 7, 0);
        SessionProtocol.Submit first = frame.submit(CONNECTION);
        SessionProtocol.Submit second = frame.submit(CONNECTION);
        assertThat(first.resubmitted()).isFalse();
        assertThat(second.resubmitted()).isTrue();
        assertThat(second.message()).isEqualTo(first.message());
        assertThat(second.searchAfterSeq()).isEqualTo(7);
    }

    @Test
    void onlyWhatIsOldEnoughIsAnsweredForTheSession() {
        long overflow = Long.MAX_VALUE;
        ticker.advance(Duration.ofSeconds(30).plusNanos(30));
        frames.add(FrameReader.binary(), 0, overflow);
        frames.add(FrameReader.binary(), 0, overflow + 10);
        frames.answerOlderThan(overflow + 5, new SessionEvent.NotAccepted(Refusal.BUSY.refused()));
        assertThat(frames.poll()).isNotNull();
        assertThat(frames.poll()).isNull();
        assertThat(frames.waiting()).hasSize(1);
        assertThat(liveness.unansweredNanos()).as("since the oldest that waits").isEqualTo(20);
        assertThat(frames.forgetAll()).isEqualTo(1);
        assertThat(liveness.unansweredNanos()).isZero();
    }
}
