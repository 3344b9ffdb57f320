package switchboard.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Lines of a socket: each side says one, in UTF-8. */
final class Lines {
    /** In bytes. What is longer is read no further. */
    static final int MAX_ORDER = 64 * 1024;

    private static final int PIECE = 8 * 1024;

    private Lines() {}

    /** The line is longer than it may be. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        private final int most;

        TooLong(int most) {
            super(text(most));
            this.most = most;
        }

        /** For whoever wrote it. */
        String text() {
            return text(most);
        }

        private static String text(int most) {
            return "the line is longer than " + most + " bytes";
        }
    }

    /** The first line, or what came before the end. */
    static String read(SocketChannel channel, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (channel.read(piece) >= 0) {
            piece.flip();
            while (piece.hasRemaining()) {
                byte next = piece.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == most) {
                    throw new TooLong(most);
                }
                line.write(next);
            }
            piece.clear();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
