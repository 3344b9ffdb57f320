package switchboard.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import switchboard.testing.client.ClientFrames;

/** A WebSocket client down to the bytes: sends what it is told, right or wrong, and reads when it is told. */
public final class RawWebSocket implements AutoCloseable {
    /** A frame of the server. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final String responseHead;

    private RawWebSocket(Socket socket, DataInputStream in, String responseHead) {
        this.socket = socket;
        this.in = in;
        this.responseHead = responseHead;
    }

    public static RawWebSocket connect(InetSocketAddress server) throws IOException {
        return connect(server, "");
    }

    /** @param moreHeaders each with its line end */
    public static RawWebSocket connect(InetSocketAddress server, String moreHeaders) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16_384); // What it does not read soon fills up.
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        socket.connect(server);
        String request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + moreHeaders + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return new RawWebSocket(socket, in, head.toString(StandardCharsets.US_ASCII));
    }

    public String responseHead() {
        return responseHead;
    }

    public void send(byte[]... bytes) throws IOException {
        socket.getOutputStream().write(ClientFrames.concat(bytes));
    }

    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Tears the connection. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public Frame read() throws IOException {
        return read(in);
    }

    public static Frame read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((first & 0xF0) != 0x80 || (second & 0x80) != 0) {
            throw new IOException("a frame that a server must not send: " + first + " " + second);
        }
        long length = second < 126 ? second : second == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(first & 0x0F, payload);
    }

    /** How the server ended the connection, after all that it sent was read. */
    public enum End {
        CLOSED,
        RESET
    }

    public End readEnd() throws IOException {
        try {
            while (true) {
                in.readByte();
            }
        } catch (EOFException e) {
            return End.CLOSED;
        } catch (SocketException e) {
            return End.RESET;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
