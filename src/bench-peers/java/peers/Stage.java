package peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import peers.client.Client;
import peers.client.Group;
import peers.client.Loop;
import peers.client.Protocol;

/** A server, and groups in it whose members have all joined. Closing it closes the connections, not the server. */
final class Stage implements AutoCloseable {
    /** So many of them join at the same time. */
    private static final int AT_ONCE = 25;

    private final ServerProcess server;
    private final Loop loop;
    private final List<Group> groups = new ArrayList<>();

    private Stage(ServerProcess server) throws IOException {
        this.server = server;
        loop = new Loop(server.port());
    }

    static Stage open(ServerProcess server, Protocol protocol, int groups, int receivers) throws IOException {
        Stage stage = new Stage(server);
        try {
            stage.join(protocol, groups, receivers);
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
        return stage;
    }

    private void join(Protocol protocol, int count, int receivers) throws IOException {
        List<String> names = protocol.createGroups(server.port(), count, receivers);
        List<Client> clients = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            Group group = new Group(g, receivers);
            for (int r = 0; r < receivers; r++) {
                clients.add(protocol.receiver(names.get(g), r, group.receiver()));
            }
            Client sender = protocol.sender(names.get(g));
            group.sender(sender);
            clients.add(sender);
            groups.add(group);
        }
        for (int i = 0; i < clients.size(); i += AT_ONCE) {
            loop.join(clients.subList(i, Math.min(i + AT_ONCE, clients.size())));
        }
    }

    Loop loop() {
        return loop;
    }

    List<Group> groups() {
        return groups;
    }

    Usage serverUsage() {
        return server.usage();
    }

    /** To all receivers so far. */
    long deliveries() {
        return groups.stream().mapToLong(Group::deliveries).sum();
    }

    int underWay() {
        return groups.stream().mapToInt(Group::underWay).sum();
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
