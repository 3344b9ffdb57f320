package peers.protocols;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import peers.client.Bytes;
import peers.client.Client;
import peers.client.Group;
import peers.client.Http;
import peers.client.Protocol;
import peers.client.WebSocketClient;

/** This project's server, by version 1 of its protocol: a group is a session, its sender the instructor. */
public final class Switchboard implements Protocol {
    private static final byte[] SYSTEM = Bytes.ascii("{\"type\":\"system\"");
    private static final byte[] HISTORY_COMPLETE = Bytes.ascii("\"context\":\"history_complete\"");
    private static final byte[] CONTENT = Bytes.ascii("\"content\":");
    private static final byte[] SEND_START = Bytes.ascii("{\"type\":\"instructor_broadcast\",\"content\":");
    private static final byte[] SEND_END = Bytes.ascii("}");
    private static final String TEACHER = "teacher";

    @Override
    public List<String> createGroups(int port, int groups, int receivers) throws IOException {
        String students = IntStream.range(0, receivers)
                .mapToObj(i -> "\"" + student(i) + "\"")
                .collect(Collectors.joining(","));
        List<String> ids = new ArrayList<>();
        for (String name : Protocol.names(groups)) {
            String body = Http.send(
                    port,
                    "POST",
                    "/api/sessions",
                    "{\"name\":\"" + name + "\",\"instructor_id\":\"" + TEACHER + "\",\"student_ids\":[" + students
                            + "]}");
            int id = body.indexOf("\"id\":\"") + "\"id\":\"".length();
            ids.add(body.substring(id, body.indexOf('"', id)));
        }
        return ids;
    }

    private static String student(int number) {
        return "student" + number;
    }

    @Override
    public Client receiver(String group, int number, Group.Receiver receiver) {
        return new Member(receiver, path(group, student(number), "student"));
    }

    @Override
    public Client sender(String group) {
        return new Member(null, path(group, TEACHER, "instructor"));
    }

    private static String path(String session, String user, String role) {
        return "/ws?user_id=" + user + "&role=" + role + "&session_id=" + session;
    }

    private static final class Member extends WebSocketClient {
        Member(Group.Receiver receiver, String path) {
            super(receiver, path);
        }

        @Override
        protected void opened() {}

        @Override
        protected void text(byte[] bytes, int from, int to) {
            if (Bytes.startsWith(bytes, from, to, SYSTEM)) {
                if (!Bytes.contains(bytes, from, to, HISTORY_COMPLETE)) {
                    throw unexpected(bytes, from, to);
                }
                hasJoined();
                return;
            }
            int content = Bytes.indexOf(bytes, from, to, CONTENT);
            if (content < 0) {
                throw unexpected(bytes, from, to);
            }
            deliveredBefore(bytes, content + CONTENT.length, to, ',');
        }

        @Override
        protected void publish(byte[] content) {
            sendText(SEND_START, content, SEND_END);
        }
    }
}
