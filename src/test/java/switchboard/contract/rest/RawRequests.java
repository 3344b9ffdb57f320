package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import switchboard.testing.client.Answer;
import switchboard.testing.server.TestSession;

/**
 * Requests that are sent byte for byte, each on a connection of its own, and whose answers are read only where a test
 * asks.
 */
public final class RawRequests implements AutoCloseable {
    private static final int READ_WITHIN_MS = 30_000;

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    public RawRequests(int port) {
        this.port = port;
    }

    /** @param bytes a whole request, or the beginning of one */
    public RawRequests send(String bytes) {
        try {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setReceiveBufferSize(4_096);
            socket.setSoTimeout(READ_WITHIN_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawRequests get(String pathAndQuery) {
        return send("GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Waits until so many have the beginning of an answer. */
    public RawRequests awaitAnswered(int expected) {
        TestSession.retried(() -> {
            assertThat(answered()).hasSize(expected);
            return expected;
        });
        return this;
    }

    /** The first answer that comes, without its headers. */
    public Answer firstAnswer() {
        Socket first = TestSession.retried(() -> {
            List<Socket> answered = answered();
            assertThat(answered).isNotEmpty();
            return answered.get(0);
        });
        try {
            return read(first.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all answers, which must have come, the first with this status. */
    public Answer answerWith(int status) {
        awaitAnswered(sockets.size());
        try {
            for (Socket socket : sockets) {
                Answer answer = read(socket.getInputStream());
                if (answer.status() == status) {
                    return answer;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("nobody was answered " + status);
    }

    private static Answer read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("closed behind: %s", head).isNotEqualTo(-1);
            head.append((char) next);
        }
        String length = head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .findFirst()
                .orElseThrow()
                .substring(15)
                .strip();
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                Map.of(),
                new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8));
    }

    private List<Socket> answered() {
        List<Socket> answered = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                if (socket.getInputStream().available() > 0) {
                    answered.add(socket);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return answered;
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
