package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class SocketsTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock STRANGER = new AddressBlock(true, 66);
    private static final AddressBlock PROXY = new AddressBlock(true, 99);

    private final Sockets sockets = new Sockets(4, 2);
    private final List<String> left = new ArrayList<>();

    private Sockets.Place open(AddressBlock client, String name) {
        return sockets.open(client, false, () -> left.add(name));
    }

    @Test
    void theOneThatWasIdleForLongestGivesWayOfTheAddressWithMostIdleOnes() {
        open(SCHOOL, "school");
        open(STRANGER, "first");
        open(STRANGER, "second");
        open(STRANGER, "third").asked(STRANGER);

        assertThat(open(SCHOOL, "one more").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("first");
    }

    @Test
    void aRequestGivesWayWhereItsAddressHasMoreThanTheNewOne() {
        for (int i = 0; i < 4; i++) {
            open(STRANGER, "request" + i).asked(STRANGER);
        }
        assertThat(open(SCHOOL, "school").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("request3");

        assertThat(open(STRANGER, "stranger").asked(STRANGER))
                .as("its own address has as many")
                .isFalse();
    }

    @Test
    void whoHasManyWebSocketsTakesNoRequestOfAnybody() {
        open(SCHOOL, "first").asked(SCHOOL);
        open(SCHOOL, "second").asked(SCHOOL);
        open(STRANGER, "socket0").upgraded();
        open(STRANGER, "socket1").upgraded();

        assertThat(open(STRANGER, "stranger").asked(STRANGER)).isFalse();
        assertThat(left).isEmpty();
    }

    @Test
    void aSocketWhoseRequestIsAnsweredIsIdle() {
        Sockets.Place answered = open(SCHOOL, "answered");
        answered.asked(SCHOOL);
        answered.answered();
        for (int i = 0; i < 3; i++) {
            open(SCHOOL, "request" + i).asked(SCHOOL);
        }

        assertThat(open(SCHOOL, "one more").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("answered");
    }

    @Test
    void aWebSocketGivesWayToNoSocket() {
        for (int i = 0; i < 4; i++) {
            open(STRANGER, "socket" + i).upgraded();
        }
        assertThat(open(SCHOOL, "school").asked(SCHOOL)).isFalse();
        assertThat(left).isEmpty();
    }

    @Test
    void thereIsAlwaysASpareOneToBeHad() {
        List<Sockets.Place> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(open(STRANGER, "socket" + i));
            taken.get(i).upgraded();
        }
        Sockets.Place first = open(STRANGER, "spare0");
        open(STRANGER, "spare1");
        Sockets.Place probe = open(SCHOOL, "probe");
        Sockets.Place second = open(STRANGER, "spare2");

        assertThat(left).containsExactly("spare0", "spare1");
        assertThat(probe.asked(SCHOOL)).as("anything but health").isFalse();
        probe.answered();

        taken.get(0).close();
        assertThat(second.asked(STRANGER)).as("a place is free").isTrue();
        assertThat(probe.asked(SCHOOL)).isFalse();
        first.close();
        second.close();
        assertThat(probe.asked(SCHOOL)).isTrue();
    }

    @Test
    void whatComesByAProxyCountsForWhoeverAsks() {
        openOfProxy("of school").asked(SCHOOL);
        openOfProxy("first of stranger").asked(STRANGER);
        openOfProxy("second of stranger").asked(STRANGER);
        openOfProxy("third of stranger").asked(STRANGER);

        assertThat(openOfProxy("one more").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("third of stranger");
    }

    @Test
    void aProxyOnWhoseSocketsNothingIsAskedGivesWayAfterAllOthers() {
        openOfProxy("first of proxy").asked(SCHOOL);
        openOfProxy("second of proxy");
        openOfProxy("third of proxy");
        open(STRANGER, "stranger");

        open(SCHOOL, "school").asked(SCHOOL);
        open(SCHOOL, "one more").asked(SCHOOL);
        assertThat(left).containsExactly("stranger", "second of proxy");
    }

    private Sockets.Place openOfProxy(String name) {
        return sockets.open(PROXY, true, () -> left.add(name));
    }
}
