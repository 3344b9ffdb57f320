package switchboard.http;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.io.Inet;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the sockets that Pekko has accepted, until somebody takes them. Given to Pekko as a socket option,
 * since those are called with each socket before anybody hears of it. Thread-safe.
 */
final class AcceptedChannels extends Inet.AbstractSocketOption {
    /** Where a connection begins and ends: one server may listen on several addresses. */
    private record Ends(
            @Nullable SocketAddress local, @Nullable SocketAddress remote) {}

    private final ConcurrentMap<Ends, SocketChannel> channels = new ConcurrentHashMap<>();

    @Override
    public void afterConnect(Socket socket) {
        channels.put(new Ends(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress()), socket.getChannel());
    }

    /**
     * The channel of a connection that was just accepted. To be called once for each.
     *
     * @throws IllegalStateException if there is none: Pekko has not called the option
     */
    SocketChannel take(InetSocketAddress local, InetSocketAddress remote) {
        SocketChannel channel = channels.remove(new Ends(local, remote));
        if (channel == null) {
            throw new IllegalStateException("no channel is known of the connection from " + remote);
        }
        return channel;
    }
}
