package switchboard.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.stream.KillSwitch;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.shares.FairBudget;

class ComingBodyTest {
    private static final AddressBlock CLIENT = new AddressBlock(true, 1);

    private final FairBudget budget = new FairBudget(10_000);
    private final List<Throwable> ends = new ArrayList<>();
    private final ComingBody body = new ComingBody(8_000, giveWay -> budget.share(CLIENT, giveWay), new KillSwitch() {
        @Override
        public void shutdown() {
            throw new AssertionError("nobody ends it so");
        }

        @Override
        public void abort(Throwable cause) {
            ends.add(cause);
        }
    });

    @Test
    void countsWhatHasComeAndNoMoreThanTwiceThat() {
        assertThat(budget.held()).isZero();
        for (int i = 0; i < 3_000; i++) {
            body.add(ByteString.fromString("x"));
        }
        assertThat(budget.held()).isBetween(3_000L, 6_000L);
        assertThat(body.bytes().utf8String()).isEqualTo("x".repeat(3_000));
        body.forget();
        assertThat(budget.held()).isZero();
    }

    @Test
    void takesNoMoreRoomThanTheLargestBodyNeeds() {
        body.add(ByteString.fromString("x".repeat(7_000)));
        assertThat(budget.held()).isEqualTo(8_000);
    }

    @Test
    void isRefusedWhereThereIsNoRoom() {
        budget.share(CLIENT, () -> {}).hold(9_000);
        ComingBody second = new ComingBody(20_000, giveWay -> budget.share(CLIENT, giveWay), null);
        assertThatThrownBy(() -> second.add(ByteString.fromString("x".repeat(9_500))))
                .isInstanceOf(ComingBody.GaveWay.class);
    }

    @Test
    void endsItsReadingWhereItHasToGiveWay_I5() {
        body.add(ByteString.fromString("x".repeat(7_000)));
        assertThat(budget.share(new AddressBlock(true, 2), () -> {}).hold(3_000))
                .isTrue();
        assertThat(ends).singleElement().isInstanceOf(ComingBody.GaveWay.class);
        assertThatThrownBy(() -> body.add(ByteString.fromString("x".repeat(2_000))))
                .isInstanceOf(ComingBody.GaveWay.class);
    }
}
