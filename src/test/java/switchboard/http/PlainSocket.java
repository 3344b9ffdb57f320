package switchboard.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.net.sockets.SocketWriter;

/** What a connection is after an upgrade, as simply as can be: it sends back what comes. */
public class PlainSocket implements UpgradedSocket, SocketWriter.Progress {
    final SocketPorts ports;

    public PlainSocket(SocketPorts ports) {
        this.ports = ports;
    }

    /** Says one thing after a while, whatever comes. */
    public static PlainSocket late(SocketPorts ports, String text, Duration after, Object timer) {
        return new PlainSocket(ports) {
            @Override
            public void begin() {
                ports.read();
                ports.schedule(timer, after);
            }

            @Override
            public void received(ByteString bytes) {
                ports.read();
            }

            @Override
            public void timer(Object key) {
                write(ByteString.fromString(text));
            }
        };
    }

    /** Says one thing as soon as it can, and ends. */
    public static PlainSocket closeNotice(SocketPorts ports, String text) {
        return new PlainSocket(ports) {
            @Override
            public void begin() {
                write(ByteString.fromString(text));
                ports.end();
            }
        };
    }

    /** Says that it was stopped. */
    public static PlainSocket stopping(SocketPorts ports, Runnable stopped) {
        return new PlainSocket(ports) {
            @Override
            public void stopped() {
                stopped.run();
            }
        };
    }

    /** Where a {@link #failing} one fails. */
    public enum Fault {
        BEGINNING,
        RECEIVING,
        ON_OUR_THREAD,
        TIMER,
        STOPPING
    }

    /** Fails where it is told to, counts {@code stopped} down, and {@code told} up when it is told that it failed. */
    public static PlainSocket failing(SocketPorts ports, Fault fault, CountDownLatch stopped, AtomicInteger told) {
        return new PlainSocket(ports) {
            @Override
            public void failed(Throwable bug) {
                told.incrementAndGet();
            }

            @Override
            public void begin() {
                ports.read();
                failAt(Fault.BEGINNING);
                ports.schedule("soon", Duration.ofMillis(1));
                ports.onOurThread(() -> failAt(Fault.ON_OUR_THREAD)).run();
            }

            @Override
            public void received(ByteString bytes) {
                failAt(Fault.RECEIVING);
                ports.read();
            }

            @Override
            public void timer(Object key) {
                failAt(Fault.TIMER);
            }

            @Override
            public void inputEnded() {
                if (fault == Fault.STOPPING) {
                    ports.end();
                }
            }

            @Override
            public void stopped() {
                stopped.countDown();
                failAt(Fault.STOPPING);
            }

            private void failAt(Fault here) {
                if (fault == here) {
                    throw new IllegalStateException("on purpose: " + here);
                }
            }
        };
    }

    @Override
    public void begin() {
        ports.read();
    }

    @Override
    public void received(ByteString bytes) {
        if (write(bytes)) {
            ports.read();
        }
    }

    final boolean write(ByteString bytes) {
        return ports.writer().write(bytes.asByteBuffer(), this);
    }

    @Override
    public void full(int unwritten) {}

    @Override
    public void tookSome() {}

    @Override
    public void taken() {
        ports.onOurThread(ports::read).run();
    }

    @Override
    public void broken(IOException cause) {
        ports.onOurThread(ports::abort).run();
    }

    @Override
    public void inputEnded() {
        ports.end();
    }

    @Override
    public void failed(Throwable bug) {
        throw new AssertionError("it does not fail", bug);
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
