package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;

class ExchangeTest {
    private final Exchange exchange = new Exchange(
            head -> new ClientAddress("192.0.2.1", AddressBlock.UNKNOWN, Optional.empty()), new Sockets(1, 1), false);
    private final List<String> said = new ArrayList<>();

    @Test
    void tellsOnceThatTheClientLeaves() {
        exchange.whenClientLeaves(() -> said.add("left"));
        assertThat(said).isEmpty();
        exchange.clientLeft();
        exchange.close();
        assertThat(said).containsExactly("left");
    }

    @Test
    void tellsAtOnceWhoComesLate() {
        exchange.clientLeft();
        exchange.whenClientLeaves(() -> said.add("left"));
        assertThat(said).containsExactly("left");
    }

    @Test
    void tellsNobodyWhoCaresNoMore() {
        exchange.whenClientLeaves(() -> said.add("left"));
        exchange.careNoMore();
        exchange.clientLeft();
        assertThat(said).isEmpty();
        assertThat(exchange.hasClientLeft()).isTrue();
    }

    @Test
    void theEndOfTheConnectionIsTheClientsToo() {
        exchange.whenClientLeaves(() -> said.add("left"));
        exchange.close();
        assertThat(said).containsExactly("left");
    }

    @Test
    void anAnswerIsTakenOnceItWasGivenAndTheSocketWantsMore() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        exchange.whenAnswerTaken(() -> said.add("taken"));
        exchange.allTaken();
        assertThat(said).isEmpty();
        exchange.answered(false);
        exchange.allTaken();
        exchange.allTaken();
        assertThat(said).containsExactly("taken");
    }

    @Test
    void anAnswerIsTakenOrLostWithTheConnection() {
        exchange.whenAnswerTaken(() -> said.add("first"));
        exchange.close();
        exchange.whenAnswerTaken(() -> said.add("second"));
        assertThat(said).containsExactly("first", "second");
    }

    @Test
    void keepsOneAnswerOnly() {
        exchange.whenAnswerTaken(() -> said.add("first"));
        exchange.whenAnswerTaken(() -> said.add("second"));
        assertThat(said).containsExactly("first");
        exchange.close();
        assertThat(said).containsExactly("first", "second");
    }
}
