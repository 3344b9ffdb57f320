package switchboard.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.files.PrivateFiles;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The socket in the data folder by which a running server is told something: one line of JSON each way. Whoever may
 * open files of that folder may tell it anything, as they could read and change the database, too; there is no address
 * in any network. One request at a time, each with {@link #SECONDS} for all of it.
 */
public final class ControlSocket implements AutoCloseable {
    /** The file in the data folder. */
    public static final String FILE = "control";

    /** How long a request may take, from its connection to its answer. */
    static final int SECONDS = 30;

    /** How long a line may be. */
    static final int MOST_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    private final Path file;
    private final ServerSocketChannel listening;
    private final ExecutorService answering = Executors.newSingleThreadExecutor(ControlSocket::thread);
    private final ScheduledExecutorService cutting = Executors.newSingleThreadScheduledExecutor(ControlSocket::thread);

    private ControlSocket(Path file, ServerSocketChannel listening) {
        this.file = file;
        this.listening = listening;
    }

    /**
     * Listens in this data folder, of which the caller has the lock: a file that lies there is that of a server which
     * was killed.
     *
     * @param answers to what is asked
     * @throws IOException if nobody can listen there, for example since the path is longer than such an address may be
     */
    public static ControlSocket open(Path data, Function<ControlRequest, CompletionStage<ControlAnswer>> answers)
            throws IOException {
        Path file = data.resolve(FILE);
        Files.deleteIfExists(file);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(file));
            PrivateFiles.takeFromOthers(file);
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw e;
        }
        ControlSocket socket = new ControlSocket(file, listening);
        socket.answering.execute(() -> socket.serve(answers));
        return socket;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "switchboard-control");
        thread.setDaemon(true);
        return thread;
    }

    private void serve(Function<ControlRequest, CompletionStage<ControlAnswer>> answers) {
        while (listening.isOpen()) {
            try (SocketChannel client = listening.accept()) {
                ScheduledFuture<?> cut = cutting.schedule(() -> close(client), SECONDS, TimeUnit.SECONDS);
                write(client, answer(readLine(client), answers));
                cut.cancel(false);
            } catch (ClosedChannelException end) {
                // The server stops, or this client took too long.
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                        .log("A command was not answered: {}", e.getMessage());
            }
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("a connection was not closed as it should", e);
        }
    }

    private static ControlAnswer answer(String line, Function<ControlRequest, CompletionStage<ControlAnswer>> answers) {
        ControlRequest request;
        try {
            request = ProtocolJson.MAPPER.readValue(line, ControlRequest.class);
        } catch (JsonProcessingException e) {
            return ControlAnswer.refusedBecause("this is no command that the server knows: is it of another version?");
        }
        if (request == null || request.command() == null) {
            return ControlAnswer.refusedBecause("this is no command that the server knows: is it of another version?");
        }
        return answers.apply(request)
                .toCompletableFuture()
                .completeOnTimeout(
                        ControlAnswer.refusedBecause("the server did not answer in time; look before you try again"),
                        SECONDS - 1,
                        TimeUnit.SECONDS)
                .exceptionally(bug -> {
                    LOG.atError()
                            .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                            .setCause(bug)
                            .log("a command failed by a bug");
                    return ControlAnswer.refusedBecause("the server failed to answer; the cause is in its log");
                })
                .join();
    }

    /** Up to the end of the line, or of what comes. */
    static String readLine(SocketChannel from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(1024);
        while (line.size() <= MOST_BYTES && from.read(piece) >= 0) {
            piece.flip();
            while (piece.hasRemaining()) {
                byte next = piece.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            piece.clear();
        }
        return line.size() > MOST_BYTES ? "" : line.toString(StandardCharsets.UTF_8);
    }

    static void write(SocketChannel to, Object value) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(
                (ProtocolJson.MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            to.write(line);
        }
    }

    /** Listens no more, and removes the file. */
    @Override
    public void close() {
        try {
            listening.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONTROL_FAILED)
                    .log("{} was not removed: {}", file, e.getMessage());
        }
        answering.shutdown();
        cutting.shutdown();
    }
}
