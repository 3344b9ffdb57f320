package peers.protocols;

import java.io.ByteArrayOutputStream;
import java.util.List;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Failure;
import peers.client.Group;
import peers.client.Protocol;

/** MQTT 3.1.1 over TCP with QoS 1 both ways and sessions that the server keeps. Every delivery is acknowledged. */
public final class Mqtt implements Protocol {
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int QOS_1 = 0x02;
    private static final int DUPLICATE = 0x08;
    private static final int PUBACK = 0x40;
    private static final int SUBACK = 0x90;

    @Override
    public List<String> createGroups(int port, int groups, int receivers) {
        return Protocol.names(groups);
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, group, group + "-" + number);
    }

    @Override
    public Client sender(String group) {
        return new Member(null, group, group + "-sender");
    }

    private static final class Member extends Client {
        private static final int KEEP_ALIVE_SECONDS = 600;
        private static final int MOST_IDS = 0xffff;

        private final boolean receives;
        private final String topic;
        private final String clientId;
        private final byte[] acknowledgement = {PUBACK, 2, 0, 0};
        private int lastId;

        Member(Group.Receiver receiver, String topic, String clientId) {
            super(receiver);
            receives = receiver != null;
            this.topic = topic;
            this.clientId = clientId;
        }

        @Override
        protected void greet() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            putText(body, "MQTT");
            body.write(4); // the protocol's level: 3.1.1
            body.write(0); // no clean session
            putNumber(body, KEEP_ALIVE_SECONDS);
            putText(body, clientId);
            send(0x10, body);
        }

        private void subscribe() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            putNumber(body, 1);
            putText(body, topic);
            body.write(1); // QoS
            send(0x82, body);
        }

        @Override
        protected void publish(byte[] content) {
            lastId = lastId % MOST_IDS + 1;
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            putText(body, topic);
            putNumber(body, lastId);
            body.writeBytes(content);
            send(PUBLISH | QOS_1, body);
        }

        @Override
        protected int take(byte[] bytes, int from, int to) {
            int at = from;
            while (to - at >= 2) {
                int length = 0;
                int start = at + 1;
                int shift = 0;
                boolean more = true;
                while (more && start < to) {
                    length |= (bytes[start] & 0x7f) << shift;
                    shift += 7;
                    more = bytes[start++] < 0;
                }
                if (more || to - start < length) {
                    return at;
                }
                packet(bytes[at] & 0xff, bytes, start, start + length);
                at = start + length;
            }
            return at;
        }

        private void packet(int kind, byte[] bytes, int from, int to) {
            if ((kind & ~DUPLICATE) == (PUBLISH | QOS_1)) {
                int id = from + 2 + ((bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff);
                delivered(bytes, id + 2, to);
                acknowledgement[2] = bytes[id];
                acknowledgement[3] = bytes[id + 1];
                write(acknowledgement);
            } else if (kind == CONNACK && bytes[from + 1] == 0) {
                if (receives) {
                    subscribe();
                } else {
                    hasJoined();
                }
            } else if (kind == SUBACK && bytes[from + 2] == 1) {
                hasJoined();
            } else if (kind != PUBACK) {
                throw new Failure("did not expect an MQTT packet of kind " + kind);
            }
        }

        private void send(int kind, ByteArrayOutputStream body) {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(kind);
            int length = body.size();
            while (length > 0x7f) {
                packet.write(0x80 | length & 0x7f);
                length >>= 7;
            }
            packet.write(length);
            packet.writeBytes(body.toByteArray());
            write(packet.toByteArray());
        }

        private static void putNumber(ByteArrayOutputStream body, int number) {
            body.write(number >> 8);
            body.write(number);
        }

        private static void putText(ByteArrayOutputStream body, String text) {
            putNumber(body, text.length());
            body.writeBytes(Bytes.ascii(text));
        }
    }
}
