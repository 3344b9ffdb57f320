package peers.client;

import java.io.IOException;
import java.util.List;

/** How one server is spoken to. */
public interface Protocol {

    /**
     * Makes the groups on a server that listens, where it wants to know of them before anybody joins.
     *
     * @return their names
     */
    List<String> createGroups(int port, int groups, int receivers) throws IOException;

    /** One who joins this group to receive; {@code number} counts within the group. */
    Client receiver(String group, int number, Group.Receiver receiver);

    /** One who joins it to send. */
    Client sender(String group);

    /** Names for groups that come into being when somebody joins. */
    static List<String> names(int groups) {
        return java.util.stream.IntStream.range(0, groups)
                .mapToObj(i -> "g" + i)
                .toList();
    }
}
