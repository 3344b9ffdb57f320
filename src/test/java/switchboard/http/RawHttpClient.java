package switchboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes that a test writes, and reads one response at a time. */
public final class RawHttpClient implements AutoCloseable {
    private static final int READ_WITHIN_MS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** A response as it came. */
    public record Response(int status, String statusLine, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            return String.join(", ", values);
        }

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        public String reason() {
            return json().path("reason").asText();
        }
    }

    public RawHttpClient(int port) {
        this(port, 65_536);
    }

    /** @param receiveBufferBytes what the operating system takes for a client that does not read */
    public RawHttpClient(int port, int receiveBufferBytes) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(READ_WITHIN_MS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own. */
    public static Response exchange(int port, String request) {
        try (RawHttpClient client = new RawHttpClient(port)) {
            return client.send(request).read(request.startsWith("HEAD "));
        }
    }

    public RawHttpClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawHttpClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Response read() {
        return read(false);
    }

    private Response read(boolean withoutBody) {
        try {
            String statusLine = line();
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(
                    headers.getOrDefault("content-length", List.of("0")).get(0));
            byte[] body = withoutBody ? new byte[0] : in.readNBytes(length);
            return new Response(
                    Integer.parseInt(statusLine.split(" ")[1]),
                    statusLine,
                    headers,
                    new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String readBytes(int count) {
        try {
            return new String(in.readNBytes(count), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether so many bytes come before the connection ends. */
    public boolean readsAtLeast(int bytes) {
        try {
            in.skipNBytes(bytes);
            return true;
        } catch (IOException endedBefore) {
            return false;
        }
    }

    /** Ends the client's side; it still reads. */
    public void finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tears the connection. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed its side, and sent nothing before. */
    public boolean closedByServer() {
        try {
            return in.read() == -1;
        } catch (IOException reset) {
            return false;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after: " + line.toString(StandardCharsets.UTF_8));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
