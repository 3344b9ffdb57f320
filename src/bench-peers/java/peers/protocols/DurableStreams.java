package peers.protocols;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Group;
import peers.client.Http;
import peers.client.Protocol;

/**
 * {@code servers/durable-streams.cjs}: a group is a stream of JSON. A receiver reads it as server-sent events, a sender
 * appends with one {@code POST} after the other on one connection.
 */
public final class DurableStreams implements Protocol {
    private static final byte[] LINE_END = Bytes.ascii("\r\n");
    private static final byte[] HEAD_END = Bytes.ascii("\r\n\r\n");
    private static final byte[] STATUS = Bytes.ascii("HTTP/1.1 2");

    @Override
    public List<String> createGroups(int port, int groups, int receivers) throws IOException {
        List<String> names = Protocol.names(groups);
        for (String name : names) {
            Http.send(port, "PUT", path(name), "");
        }
        return names;
    }

    private static String path(String group) {
        return "/v1/stream/" + group;
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Reader(receiver, group);
    }

    @Override
    public Client sender(String group) {
        return new Appender(group);
    }

    /** A response that does not end: chunks, in them events, neither of which need to respect the other's bounds. */
    private static final class Reader extends Client {
        private static final byte[] DATA = Bytes.ascii("event: data\ndata:[");
        private static final byte[] CONTROL = Bytes.ascii("event: control\n");
        private static final byte[] EVENT_END = Bytes.ascii("\n\n");

        private final String group;
        private boolean open;
        private byte[] events = new byte[1 << 10];
        private int length;

        Reader(Group.Receiver receiver, String group) {
            super(receiver);
            this.group = group;
        }

        @Override
        protected void greet() {
            write(Bytes.ascii("GET " + path(group)
                    + "?offset=now&live=sse HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"));
        }

        @Override
        protected void publish(byte[] content) {
            throw new IllegalStateException("a reader does not send");
        }

        @Override
        protected int take(byte[] bytes, int from, int to) {
            int at = from;
            if (!open) {
                int end = Bytes.indexOf(bytes, from, to, HEAD_END);
                if (end < 0) {
                    return from;
                }
                if (!Bytes.startsWith(bytes, from, to, STATUS)) {
                    throw unexpected(bytes, from, to);
                }
                open = true;
                at = end + HEAD_END.length;
            }
            at = takeChunks(bytes, at, to);
            takeEvents();
            return at;
        }

        private int takeChunks(byte[] bytes, int from, int to) {
            int at = from;
            while (true) {
                int lineEnd = Bytes.indexOf(bytes, at, to, LINE_END);
                if (lineEnd < 0) {
                    return at;
                }
                int size = 0;
                for (int i = at; i < lineEnd; i++) {
                    size = size << 4 | Character.digit(bytes[i], 16);
                }
                if (size <= 0) {
                    throw unexpected(bytes, at, to);
                }
                int start = lineEnd + LINE_END.length;
                int next = start + size + LINE_END.length;
                if (next > to) {
                    return at;
                }
                if (length + size > events.length) {
                    events = Arrays.copyOf(events, Math.max(2 * events.length, length + size));
                }
                System.arraycopy(bytes, start, events, length, size);
                length += size;
                at = next;
            }
        }

        private void takeEvents() {
            int at = 0;
            while (true) {
                int end = Bytes.indexOf(events, at, length, EVENT_END);
                if (end < 0) {
                    break;
                }
                if (Bytes.startsWith(events, at, end, DATA)) {
                    deliveredBefore(events, at + DATA.length, end, ']');
                } else if (Bytes.startsWith(events, at, end, CONTROL)) {
                    hasJoined();
                } else {
                    throw unexpected(events, at, end);
                }
                at = end + EVENT_END.length;
            }
            System.arraycopy(events, at, events, 0, length - at);
            length -= at;
        }
    }

    private static final class Appender extends Client {
        private static final byte[] NO_BODY = Bytes.ascii("HTTP/1.1 204 ");

        private final String group;
        private final Queue<byte[]> waiting = new ArrayDeque<>();
        private boolean busy;

        Appender(String group) {
            super(null);
            this.group = group;
        }

        @Override
        protected void greet() {
            hasJoined();
        }

        /** As HTTP allows when nothing is under way; this server does it after 5 s. */
        @Override
        protected void ended() throws IOException {
            if (busy) {
                super.ended();
            }
            reconnect();
        }

        @Override
        protected void publish(byte[] content) {
            if (busy) {
                waiting.add(content);
            } else {
                post(content);
            }
        }

        private void post(byte[] content) {
            byte[] head = Bytes.ascii("POST " + path(group)
                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                    + content.length
                    + "\r\n\r\n");
            byte[] request = Arrays.copyOf(head, head.length + content.length);
            System.arraycopy(content, 0, request, head.length, content.length);
            busy = true;
            write(request);
        }

        @Override
        protected int take(byte[] bytes, int from, int to) {
            int end = Bytes.indexOf(bytes, from, to, HEAD_END);
            if (end < 0) {
                return from;
            }
            if (!Bytes.startsWith(bytes, from, to, NO_BODY)) {
                throw unexpected(bytes, from, to);
            }
            busy = false;
            if (!waiting.isEmpty()) {
                post(waiting.remove());
            }
            return end + HEAD_END.length;
        }
    }
}
