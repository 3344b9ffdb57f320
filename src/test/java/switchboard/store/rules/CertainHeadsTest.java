package switchboard.store.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.content;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionId;
import switchboard.store.AppendOutcome;
import switchboard.store.Written;

class CertainHeadsTest {
    private static final SessionId PHYSICS = SessionId.next();
    private static final SessionId MUSIC = SessionId.next();

    private final CertainHeads heads = new CertainHeads();

    private static Written appended(SessionId session, long seq) {
        return new Written.AppendDone(new AppendOutcome.Appended(message(session, seq)));
    }

    private static Message message(SessionId session, long seq) {
        return new Message(
                MessageId.next(),
                session,
                seq,
                MessageType.ANALYTICS,
                Context.GENERAL,
                ANN,
                null,
                content("{}"),
                Instant.EPOCH,
                null);
    }

    @Test
    void believesWhatReadersSeeWhileAllGoesWell() {
        assertThat(heads.head(PHYSICS, 7)).isEqualTo(7);
        assertThat(heads.isOnDisk(PHYSICS, 7)).isTrue();
    }

    @Test
    void stopsBeforeTheFirstMessageOfAFailedGroup() {
        heads.failed(List.of(Written.Probed.INSTANCE, appended(PHYSICS, 4), appended(PHYSICS, 5), appended(MUSIC, 1)));

        assertThat(heads.head(PHYSICS, 3)).isEqualTo(3);
        assertThat(heads.head(PHYSICS, 5)).isEqualTo(3);
        assertThat(heads.head(MUSIC, 1)).isZero();
        assertThat(heads.head(SessionId.next(), 9)).isEqualTo(9);
        assertThat(heads.isOnDisk(PHYSICS, 3)).isTrue();
        assertThat(heads.isOnDisk(PHYSICS, 4)).isFalse();
    }

    /** The retry finds rows of the first try, and puts others behind them. */
    @Test
    void goesNoFurtherWhenTheRetryFailsToo() {
        heads.failed(List.of(appended(PHYSICS, 4)));
        heads.failed(List.of(appended(PHYSICS, 5)));

        assertThat(heads.head(PHYSICS, 5)).isEqualTo(3);
    }

    @Test
    void aCommitMakesAllCertain() {
        heads.failed(List.of(appended(PHYSICS, 4)));
        heads.committed();

        assertThat(heads.head(PHYSICS, 4)).isEqualTo(4);
    }

    @Test
    void duplicatesOfWhatIsOnDiskRaiseNoDoubt() {
        Message first = message(PHYSICS, 2);
        heads.failed(List.of(new Written.AppendDone(new AppendOutcome.Duplicate(MessageId.next(), first))));

        assertThat(heads.isOnDisk(PHYSICS, 2)).isTrue();
    }
}
