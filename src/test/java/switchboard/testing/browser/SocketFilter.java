package switchboard.testing.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * A network between browser and server, on a free port, that answers every WebSocket upgrade by 403, as the filters of
 * some schools do, until it is opened; everything else it passes on.
 */
public final class SocketFilter implements AutoCloseable {
    private static final Pattern UPGRADE =
            Pattern.compile("^upgrade: *websocket", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private static final byte[] BLOCKED =
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\nConnection: close\r\n\r\nBlocked"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final int server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean open;

    /** @param server the port of the server behind it */
    public SocketFilter(int server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Lets everything through from now on. */
    public void open() {
        open = true;
    }

    private void accept() throws IOException {
        while (true) {
            Socket browser = kept(listening.accept());
            Socket beyond = kept(new Socket(InetAddress.getLoopbackAddress(), server));
            inBackground(() -> pass(browser, beyond, true));
            inBackground(() -> pass(beyond, browser, false));
        }
    }

    private void pass(Socket from, Socket to, boolean filtered) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[65_536];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                // Browsers write the head of a request in one piece.
                if (filtered && !open && UPGRADE.matcher(latin1(bytes, count)).find()) {
                    from.getOutputStream().write(BLOCKED);
                    return;
                }
                out.write(bytes, 0, count);
            }
        }
    }

    private static String latin1(byte[] bytes, int count) {
        return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }

    private Socket kept(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException ended) {
                        // Whoever ends a connection is not interested in it any more.
                    }
                },
                "socket-filter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
