package switchboard.http.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class SocketsTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock CROWD = new AddressBlock(true, 66);
    private static final AddressBlock PROXY = new AddressBlock(true, 99);

    private final Sockets sockets = new Sockets(4, 2);
    private final List<String> left = new ArrayList<>();

    private Sockets.Slot open(AddressBlock client, String name) {
        return sockets.open(client, false, () -> left.add(name));
    }

    @Test
    void theOneThatWasIdleForLongestGivesWayOfTheAddressWithMostIdleOnes() {
        open(SCHOOL, "school");
        open(CROWD, "first");
        open(CROWD, "second");
        open(CROWD, "third").asked(CROWD);

        assertThat(open(SCHOOL, "one more").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("first");
    }

    @Test
    void aRequestGivesWayWhereItsAddressHasMoreThanTheNewOne() {
        for (int i = 0; i < 4; i++) {
            open(CROWD, "request" + i).asked(CROWD);
        }
        assertThat(open(SCHOOL, "school").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("request3");

        assertThat(open(CROWD, "crowd").asked(CROWD))
                .as("its own address has as many")
                .isFalse();
    }

    @Test
    void whoHasManyWebSocketsTakesNoRequestOfAnybody() {
        open(SCHOOL, "first").asked(SCHOOL);
        open(SCHOOL, "second").asked(SCHOOL);
        open(CROWD, "socket0").upgraded();
        open(CROWD, "socket1").upgraded();

        assertThat(open(CROWD, "crowd").asked(CROWD)).isFalse();
        assertThat(left).isEmpty();
    }

    @Test
    void aSocketWhoseRequestIsAnsweredIsIdle() {
        Sockets.Slot answered = open(SCHOOL, "answered");
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
            open(CROWD, "socket" + i).upgraded();
        }
        assertThat(open(SCHOOL, "school").asked(SCHOOL)).isFalse();
        assertThat(left).isEmpty();
    }

    @Test
    void whoHasShownATokenGivesWayAfterWhoHasNot() {
        Sockets.Slot known = open(CROWD, "known");
        known.asked(CROWD);
        known.known();
        known.answered();
        open(CROWD, "nobody's");
        open(SCHOOL, "request").asked(SCHOOL);
        open(SCHOOL, "socket").upgraded();

        open(SCHOOL, "one more").upgraded();
        assertThat(left).containsExactly("nobody's");
        open(SCHOOL, "another");
        assertThat(left).containsExactly("nobody's", "known");
    }

    @Test
    void aRequestWithATokenGivesWayAfterThoseWithout() {
        for (int i = 0; i < 4; i++) {
            Sockets.Slot slot = open(CROWD, "request" + i);
            slot.asked(CROWD);
            if (i >= 2) {
                slot.known();
            }
        }
        open(SCHOOL, "first").asked(SCHOOL);
        assertThat(left).containsExactly("request1");
        open(PROXY, "second").asked(PROXY);
        assertThat(left)
                .as("the last of those without has no more than the new one")
                .containsExactly("request1", "request3");
    }

    @Test
    void aTokenThatCameByAProxySaysNothingOfWhoAsksNext() {
        Sockets.Slot proxy = sockets.open(PROXY, true, () -> left.add("proxy"));
        proxy.asked(CROWD);
        proxy.known();
        proxy.answered();
        proxy.asked(CROWD);
        Sockets.Slot known = open(CROWD, "known");
        known.asked(CROWD);
        known.known();
        open(SCHOOL, "socket").upgraded();
        open(SCHOOL, "socket").upgraded();

        open(new AddressBlock(true, 7), "new");
        assertThat(left).as("neither has more than the new one").isEmpty();
        proxy.answered();
        open(new AddressBlock(true, 8), "newer");
        assertThat(left).containsExactly("proxy");
    }

    @Test
    void thereIsAlwaysASpareOneToBeHad() {
        List<Sockets.Slot> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(open(CROWD, "socket" + i));
            taken.get(i).upgraded();
        }
        Sockets.Slot first = open(CROWD, "spare0");
        open(CROWD, "spare1");
        Sockets.Slot probe = open(SCHOOL, "probe");
        Sockets.Slot second = open(CROWD, "spare2");

        assertThat(left).containsExactly("spare0", "spare1");
        assertThat(probe.asked(SCHOOL)).as("anything but health").isFalse();
        probe.answered();

        taken.get(0).close();
        assertThat(second.asked(CROWD)).as("a slot is free").isTrue();
        assertThat(probe.asked(SCHOOL)).isFalse();
        first.close();
        second.close();
        assertThat(probe.asked(SCHOOL)).isTrue();
    }

    @Test
    void whatComesByAProxyCountsForWhoeverAsks() {
        openOfProxy("of school").asked(SCHOOL);
        openOfProxy("first of crowd").asked(CROWD);
        openOfProxy("second of crowd").asked(CROWD);
        openOfProxy("third of crowd").asked(CROWD);

        assertThat(openOfProxy("one more").asked(SCHOOL)).isTrue();
        assertThat(left).containsExactly("third of crowd");
    }

    @Test
    void aProxyOnWhoseSocketsNothingIsAskedGivesWayAfterAllOthers() {
        openOfProxy("first of proxy").asked(SCHOOL);
        openOfProxy("second of proxy");
        openOfProxy("third of proxy");
        open(CROWD, "crowd");

        open(SCHOOL, "school").asked(SCHOOL);
        open(SCHOOL, "one more").asked(SCHOOL);
        assertThat(left).containsExactly("crowd", "second of proxy");
    }

    private Sockets.Slot openOfProxy(String name) {
        return sockets.open(PROXY, true, () -> left.add(name));
    }
}
