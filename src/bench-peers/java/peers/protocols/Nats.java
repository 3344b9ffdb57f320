package peers.protocols;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Failure;
import peers.client.Group;
import peers.client.Protocol;

/**
 * NATS JetStream: a group is a stream in files. Each receiver has a consumer of its own that pushes without
 * acknowledgements, with flow control, as the ordered consumers of its clients do; a sender has each publication
 * acknowledged.
 */
public final class Nats implements Protocol {
    private static final byte[] LINE_END = Bytes.ascii("\r\n");
    private static final String CONNECT = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\nPING\r\n";

    @Override
    public List<String> createGroups(int port, int groups, int receivers) throws IOException {
        List<String> names = Protocol.names(groups);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            out.write(Bytes.ascii(CONNECT + "SUB made 1\r\n"));
            for (String name : names) {
                String config = "{\"name\":\"" + name + "\",\"subjects\":[\"" + name
                        + "\"],\"storage\":\"file\",\"retention\":\"limits\",\"num_replicas\":1}";
                out.write(publication("$JS.API.STREAM.CREATE." + name, "made", Bytes.ascii(config)));
            }
            int made = 0;
            while (made < groups) {
                String line = in.readLine();
                if (line == null || line.startsWith("-ERR") || line.contains("\"error\"")) {
                    throw new Failure("no stream was made: " + line);
                }
                if (line.contains("\"created\"")) {
                    made++;
                }
            }
        }
        return names;
    }

    private static byte[] publication(String subject, String reply, byte[] content) {
        byte[] head = Bytes.ascii("PUB " + subject + " " + reply + " " + content.length + "\r\n");
        byte[] whole = new byte[head.length + content.length + LINE_END.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        System.arraycopy(LINE_END, 0, whole, head.length + content.length, LINE_END.length);
        return whole;
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, group, "to." + group + "." + number);
    }

    @Override
    public Client sender(String group) {
        return new Member(null, group, "from." + group);
    }

    private static final class Member extends Client {
        private static final byte[] MESSAGE = Bytes.ascii("MSG ");
        private static final byte[] MESSAGE_WITH_HEADERS = Bytes.ascii("HMSG ");
        private static final byte[] PING = Bytes.ascii("PING");
        private static final byte[] PONG = Bytes.ascii("PONG");
        private static final byte[] INFO = Bytes.ascii("INFO ");
        private static final byte[] FLOW_CONTROL = Bytes.ascii("NATS/1.0 100 FlowControl");
        private static final byte[] HEARTBEAT = Bytes.ascii("NATS/1.0 100 Idle");
        private static final byte[] ERROR = Bytes.ascii("\"error\"");
        private static final byte[] REPLIES = Bytes.ascii(" 2 ");

        private final boolean receives;
        private final String group;
        private final String inbox;
        private final String replies;

        Member(Group.Receiver receiver, String group, String inbox) {
            super(receiver);
            receives = receiver != null;
            this.group = group;
            this.inbox = inbox;
            replies = "replies." + inbox;
        }

        @Override
        protected void greet() {
            write(Bytes.ascii(CONNECT + "SUB " + replies + " 2\r\n"));
            if (receives) {
                String config = "{\"deliver_subject\":\"" + inbox + "\",\"deliver_policy\":\"new\","
                        + "\"ack_policy\":\"none\",\"max_deliver\":1,\"mem_storage\":true,\"num_replicas\":1,"
                        + "\"flow_control\":true,\"idle_heartbeat\":5000000000}";
                String request = "{\"stream_name\":\"" + group + "\",\"config\":" + config + "}";
                write(Bytes.ascii("SUB " + inbox + " 1\r\n"));
                write(publication("$JS.API.CONSUMER.CREATE." + group, replies, Bytes.ascii(request)));
            }
        }

        @Override
        protected void publish(byte[] content) {
            write(publication(group, replies, content));
        }

        @Override
        protected int take(byte[] bytes, int from, int to) {
            int at = from;
            while (true) {
                int lineEnd = Bytes.indexOf(bytes, at, to, LINE_END);
                if (lineEnd < 0) {
                    return at;
                }
                int next = lineEnd + LINE_END.length;
                boolean headers = Bytes.startsWith(bytes, at, lineEnd, MESSAGE_WITH_HEADERS);
                if (headers || Bytes.startsWith(bytes, at, lineEnd, MESSAGE)) {
                    int start = next;
                    int end = start + Bytes.numberBefore(bytes, at, lineEnd);
                    next = end + LINE_END.length;
                    if (next > to) {
                        return at;
                    }
                    if (headers) {
                        status(bytes, at, lineEnd, end);
                    } else if (isReply(bytes, at, lineEnd)) {
                        reply(bytes, start, end);
                    } else {
                        delivered(bytes, start, end);
                    }
                } else {
                    line(bytes, at, lineEnd);
                }
                at = next;
            }
        }

        /** Whether the subscription, the second word behind MSG, is the one for replies. */
        private static boolean isReply(byte[] bytes, int from, int to) {
            int subjectEnd = from + MESSAGE.length;
            while (bytes[subjectEnd] != ' ') {
                subjectEnd++;
            }
            return Bytes.startsWith(bytes, subjectEnd, to, REPLIES);
        }

        private void status(byte[] bytes, int from, int lineEnd, int to) {
            int start = lineEnd + LINE_END.length;
            if (Bytes.startsWith(bytes, start, to, FLOW_CONTROL)) {
                String replyTo = Bytes.text(bytes, from, lineEnd).split(" ")[3];
                write(Bytes.ascii("PUB " + replyTo + " 0\r\n\r\n"));
            } else if (!Bytes.startsWith(bytes, start, to, HEARTBEAT)) {
                throw unexpected(bytes, from, to);
            }
        }

        private void reply(byte[] bytes, int from, int to) {
            if (Bytes.contains(bytes, from, to, ERROR)) {
                throw unexpected(bytes, from, to);
            }
            if (receives) {
                hasJoined();
            }
        }

        private void line(byte[] bytes, int from, int to) {
            if (Bytes.startsWith(bytes, from, to, PING)) {
                write(Bytes.ascii("PONG\r\n"));
            } else if (Bytes.startsWith(bytes, from, to, PONG)) {
                if (!receives) {
                    hasJoined();
                }
            } else if (!Bytes.startsWith(bytes, from, to, INFO)) {
                throw unexpected(bytes, from, to);
            }
        }
    }
}
