package peers.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One thread that serves all clients: one {@code read} for each client that has something to read. */
public final class Loop implements AutoCloseable {
    private static final long JOIN_SECONDS = 30;
    private static final int LONGEST_WAIT_MS = 100;

    private final int port;
    private final Selector selector;
    private final byte[] bytes = new byte[1 << 16];
    private final ByteBuffer wrapped = ByteBuffer.wrap(bytes);
    private final List<Client> clients = new ArrayList<>();

    public Loop(int port) throws IOException {
        this.port = port;
        selector = Selector.open();
    }

    /** Connects these clients and waits until all of them have joined. */
    public void join(List<Client> joining) throws IOException {
        for (Client client : joining) {
            client.connect(port, selector);
        }
        clients.addAll(joining);
        BooleanSupplier allJoined = () -> joining.stream().allMatch(Client::joined);
        if (!runUntil(allJoined, JOIN_SECONDS)) {
            throw new Failure("not all have joined within " + JOIN_SECONDS + " s");
        }
    }

    /** Serves the clients until this is so, but not longer than this. */
    public boolean runUntil(BooleanSupplier done, double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        while (!done.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            long millis = Math.min(LONGEST_WAIT_MS, TimeUnit.NANOSECONDS.toMillis(left) + 1);
            selector.select(this::serve, millis);
        }
        return true;
    }

    /** Has {@link #runUntil} ask again at once. From any thread. */
    public void wakeUp() {
        selector.wakeup();
    }

    private void serve(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isWritable()) {
                client.writeMore();
            }
            if (key.isReadable()) {
                client.read(bytes, wrapped);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        selector.close();
    }
}
