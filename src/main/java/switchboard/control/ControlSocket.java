package switchboard.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.files.PrivateFiles;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Deadlines;

/**
 * Where a running server takes orders: a Unix domain socket in its data folder. Who may write to that file, which is
 * the server's user alone, is obeyed; no network leads there. Each connection brings one order, in one line of JSON,
 * and gets one line; one after the other, on a thread of its own.
 */
public final class ControlSocket implements AutoCloseable {
    /** Its name in the data folder. */
    public static final String FILE = "control-socket";

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    /** How long one connection may take: longer than its order may. */
    private static final Duration CONNECTION_WITHIN = Duration.ofSeconds(60);

    private static final Duration ACCEPT_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Path file;
    private final ServerSocketChannel socket;
    private final TeacherOrders orders;
    private final Deadlines deadlines;
    private volatile @Nullable SocketChannel present;

    private ControlSocket(Path file, ServerSocketChannel socket, TeacherOrders orders, Deadlines deadlines) {
        this.file = file;
        this.socket = socket;
        this.orders = orders;
        this.deadlines = deadlines;
    }

    /**
     * Begins to take orders. To be called by whoever has the lock of the data folder: a file that is there is of a
     * server that was killed.
     *
     * @return empty, and a warning in the log, where the machine cannot do it
     */
    public static Optional<ControlSocket> open(Path data, TeacherOrders orders, Deadlines deadlines) {
        Path file = data.resolve(FILE);
        try {
            Files.deleteIfExists(file);
            ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.bind(UnixDomainSocketAddress.of(file));
                PrivateFiles.takeFromAllButOwner(file);
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
            ControlSocket control = new ControlSocket(file, socket, orders, deadlines);
            control.accept();
            return Optional.of(control);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                    .log("{} takes no orders, so the commands for teachers do not work: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void accept() {
        Thread thread = new Thread(this::serveAll, "switchboard-control");
        thread.setDaemon(true);
        thread.start();
    }

    private void serveAll() {
        try {
            while (true) {
                serve(socket.accept());
            }
        } catch (IOException e) {
            if (socket.isOpen()) {
                LOG.atWarn()
                        .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                        .log("an order cannot be taken at the moment: {}", e.getMessage());
                deadlines.after(ACCEPT_AGAIN_AFTER, this::accept);
            }
        }
    }

    private void serve(SocketChannel caller) {
        present = caller;
        Deadlines.Deadline givingUp = deadlines.after(CONNECTION_WITHIN, () -> hangUp(caller));
        try (caller) {
            Lines.write(caller, answer(caller));
        } catch (IOException gone) {
            LOG.atDebug()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                    .log("whoever gave an order did not wait for the answer: {}", gone.getMessage());
        } finally {
            givingUp.cancel();
            present = null;
        }
    }

    private String answer(SocketChannel caller) throws IOException {
        try {
            return orders.answer(Lines.read(caller, Lines.MAX_ORDER));
        } catch (Lines.TooLong tooLong) {
            return TeacherOrders.written(Reply.refused(tooLong.text()));
        }
    }

    private static void hangUp(SocketChannel caller) {
        try {
            caller.close();
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                    .log("a connection for orders cannot be closed: {}", e.getMessage());
        }
    }

    /** Takes no more orders, and removes the file. May be called more than once. */
    @Override
    public void close() {
        try {
            socket.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                    .log("{} cannot be removed: {}; the next server does", file, e.getMessage());
        }
        SocketChannel caller = present;
        if (caller != null) {
            hangUp(caller);
        }
    }
}
