package peers.protocols;

import java.util.List;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Group;
import peers.client.Protocol;
import peers.client.WebSocketClient;

/**
 * {@code servers/socket-io.cjs}, by WebSocket from the start: Engine.IO 4 and Socket.IO 5. Behind the content of each
 * event stands its offset, by which a client would resume.
 */
public final class SocketIo implements Protocol {
    private static final byte[] OPENED = Bytes.ascii("0{");
    private static final byte[] PING = Bytes.ascii("2");
    private static final byte[] CONNECTED = Bytes.ascii("40{");
    private static final byte[] EVENT = Bytes.ascii("42[\"message\",");
    private static final byte[] JOINED = Bytes.ascii("430[");

    @Override
    public List<String> createGroups(int port, int groups, int receivers) {
        return Protocol.names(groups);
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, group, "420[\"join\",\"" + group + "\"]");
    }

    @Override
    public Client sender(String group) {
        return new Member(null, group, "");
    }

    private static final class Member extends WebSocketClient {
        private final String join;
        private final byte[] sendStart;
        private final byte[] sendEnd = Bytes.ascii("]");

        Member(Group.Receiver receiver, String group, String join) {
            super(receiver, "/socket.io/?EIO=4&transport=websocket");
            this.join = join;
            sendStart = Bytes.ascii("42[\"send\",\"" + group + "\",");
        }

        @Override
        protected void opened() {}

        @Override
        protected void text(byte[] bytes, int from, int to) {
            if (Bytes.startsWith(bytes, from, to, EVENT)) {
                deliveredBefore(bytes, from + EVENT.length, to, ',');
            } else if (Bytes.startsWith(bytes, from, to, OPENED)) {
                sendText("40");
            } else if (Bytes.startsWith(bytes, from, to, CONNECTED)) {
                connected();
            } else if (Bytes.startsWith(bytes, from, to, JOINED)) {
                hasJoined();
            } else if (Bytes.startsWith(bytes, from, to, PING) && to - from == 1) {
                sendText("3");
            } else {
                throw unexpected(bytes, from, to);
            }
        }

        private void connected() {
            if (join.isEmpty()) {
                hasJoined();
            } else {
                sendText(join);
            }
        }

        @Override
        protected void publish(byte[] content) {
            sendText(sendStart, content, sendEnd);
        }
    }
}
