package switchboard.testing.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The HTTP exchange that opens a WebSocket. */
public final class Upgrade {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_HEAD_BYTES = 64 << 10;

    private Upgrade() {}

    /** What a client must send, by name; to be changed at will. */
    static Map<String, String> headers(String host, int port) {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", host + ":" + port);
        headers.put("upgrade", "websocket");
        headers.put("connection", "Upgrade");
        headers.put("sec-websocket-version", "13");
        headers.put("sec-websocket-key", Base64.getEncoder().encodeToString(nonce));
        return headers;
    }

    static void request(OutputStream out, String pathAndQuery, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder("GET " + pathAndQuery + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Reads the answer; behind a 101 the stream then stands at the first frame. */
    static Answer answer(InputStream in) throws IOException {
        List<String> lines = readHead(in).lines().toList();
        int status = Integer.parseInt(lines.get(0).split(" ", 3)[1]);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        Answer head = new Answer(status, headers, "");
        if (head.header("transfer-encoding").isPresent()) {
            throw new IOException("an answer in chunks is not understood here: " + head);
        }
        byte[] body = status == 101
                ? new byte[0]
                : in.readNBytes(
                        head.header("content-length").map(Integer::parseInt).orElse(Integer.MAX_VALUE));
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lineFeeds = 0;
        while (lineFeeds < 2) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server closed instead of answering; it sent: "
                        + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
            if (b == '\n') {
                lineFeeds++;
            } else if (b != '\r') {
                lineFeeds = 0;
            }
            if (head.size() > MAX_HEAD_BYTES) {
                throw new IOException("an answer whose head has no end");
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** What the server must answer to a key. */
    public static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
