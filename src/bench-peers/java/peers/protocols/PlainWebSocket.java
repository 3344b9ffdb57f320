package peers.protocols;

import java.util.List;
import peers.client.Client;
import peers.client.Group;
import peers.client.Protocol;
import peers.client.WebSocketClient;

/** {@code servers/ws.cjs}: the path says role and group, a frame is the content itself. */
public final class PlainWebSocket implements Protocol {
    private static final byte[] NOTHING = {};

    @Override
    public List<String> createGroups(int port, int groups, int receivers) {
        return Protocol.names(groups);
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, "/receive/" + group);
    }

    @Override
    public Client sender(String group) {
        return new Member(null, "/send/" + group);
    }

    private static final class Member extends WebSocketClient {
        Member(Group.Receiver receiver, String path) {
            super(receiver, path);
        }

        @Override
        protected void opened() {
            hasJoined();
        }

        @Override
        protected void text(byte[] bytes, int from, int to) {
            delivered(bytes, from, to);
        }

        @Override
        protected void publish(byte[] content) {
            sendText(NOTHING, content, NOTHING);
        }
    }
}
