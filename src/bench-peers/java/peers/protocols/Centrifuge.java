package peers.protocols;

import java.util.List;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Group;
import peers.client.Protocol;
import peers.client.WebSocketClient;

/**
 * {@code servers/centrifuge.go}: JSON commands of version 1 of its protocol; a frame may hold several, one on a line.
 */
public final class Centrifuge implements Protocol {
    private static final byte[] PUBLICATION = Bytes.ascii("\"data\":{\"data\":");
    private static final byte[] ERROR = Bytes.ascii("\"error\":");
    private static final byte[] CONNECTED = Bytes.ascii("{\"id\":1,");
    private static final byte[] SUBSCRIBED = Bytes.ascii("{\"id\":2,");
    private static final byte[] PUBLISHED = Bytes.ascii("{\"id\":3,");

    @Override
    public List<String> createGroups(int port, int groups, int receivers) {
        return Protocol.names(groups);
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, group, "{\"id\":2,\"method\":1,\"params\":{\"channel\":\"" + group + "\"}}");
    }

    @Override
    public Client sender(String group) {
        return new Member(null, group, "");
    }

    private static final class Member extends WebSocketClient {
        private final String subscribe;
        private final byte[] publishStart;
        private final byte[] publishEnd = Bytes.ascii("}}");

        Member(Group.Receiver receiver, String group, String subscribe) {
            super(receiver, "/connection/websocket");
            this.subscribe = subscribe;
            publishStart = Bytes.ascii("{\"id\":3,\"method\":3,\"params\":{\"channel\":\"" + group + "\",\"data\":");
        }

        @Override
        protected void opened() {
            sendText("{\"id\":1,\"params\":{}}");
        }

        @Override
        protected void text(byte[] bytes, int from, int to) {
            int start = from;
            for (int i = from; i <= to; i++) {
                if (i == to || bytes[i] == '\n') {
                    reply(bytes, start, i);
                    start = i + 1;
                }
            }
        }

        private void reply(byte[] bytes, int from, int to) {
            int data = Bytes.indexOf(bytes, from, to, PUBLICATION);
            if (data >= 0) {
                deliveredBefore(bytes, data + PUBLICATION.length, to, ',');
            } else if (Bytes.contains(bytes, from, to, ERROR)) {
                throw unexpected(bytes, from, to);
            } else if (Bytes.startsWith(bytes, from, to, CONNECTED)) {
                connected();
            } else if (Bytes.startsWith(bytes, from, to, SUBSCRIBED)) {
                hasJoined();
            } else if (from < to && !Bytes.startsWith(bytes, from, to, PUBLISHED)) {
                throw unexpected(bytes, from, to);
            }
        }

        private void connected() {
            if (subscribe.isEmpty()) {
                hasJoined();
            } else {
                sendText(subscribe);
            }
        }

        @Override
        protected void publish(byte[] content) {
            sendText(publishStart, content, publishEnd);
        }
    }
}
