package switchboard.http;

import java.time.Duration;
import org.apache.pekko.util.ByteString;
import switchboard.connection.SocketPorts;
import switchboard.connection.UpgradedSocket;

/** What a connection is after an upgrade, as simply as can be: it sends back what comes. */
class PlainSocket implements UpgradedSocket {
    final SocketPorts ports;
    private ByteString unsent = ByteString.emptyByteString();

    PlainSocket(SocketPorts ports) {
        this.ports = ports;
    }

    /** Says one thing after a while, whatever comes. */
    static PlainSocket late(SocketPorts ports, String text, Duration after) {
        return new PlainSocket(ports) {
            @Override
            public void begin() {
                ports.read();
                ports.schedule("late", after);
            }

            @Override
            public void received(ByteString bytes) {
                ports.read();
            }

            @Override
            public void timer(Object key) {
                ports.write(ByteString.fromString(text));
            }
        };
    }

    /** Says one thing as soon as it can, and ends. */
    static PlainSocket farewell(SocketPorts ports, String text) {
        return new PlainSocket(ports) {
            @Override
            public void taken() {
                ports.write(ByteString.fromString(text));
                ports.end();
            }
        };
    }

    @Override
    public void begin() {
        ports.read();
    }

    @Override
    public void received(ByteString bytes) {
        unsent = bytes;
        if (ports.canWrite()) {
            taken();
        }
    }

    @Override
    public void taken() {
        if (!unsent.isEmpty()) {
            ports.write(unsent);
            unsent = ByteString.emptyByteString();
            ports.read();
        }
    }

    @Override
    public void inputEnded() {
        ports.end();
    }

    @Override
    public void timer(Object key) {
        throw new AssertionError("no timer was set");
    }

    @Override
    public void stopped() {
        // Nothing is held.
    }
}
