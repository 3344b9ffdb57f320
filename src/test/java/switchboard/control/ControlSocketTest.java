package switchboard.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.server.RunningServer;

/** The socket of a real server, and what it is told that no command tells it. */
class ControlSocketTest {
    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        // As one that was killed leaves it, or somebody by mistake.
        Files.writeString(data.resolve(ControlSocket.FILE), "left");
        server = RunningServer.in(data).with("switchboard.auth.mode", "token").start();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(data.resolve(ControlSocket.FILE)).doesNotExist();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(data.resolve(ControlSocket.FILE)));
    }

    private String answerTo(String line) throws IOException {
        try (SocketChannel channel = connect()) {
            Lines.write(channel, line);
            return Lines.read(channel, Lines.MAX_ORDER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | no order (allowed: one line of JSON",
                "[] | no order (allowed: one line of JSON",
                "{\"command\":{}} | no order (allowed: one line of JSON",
                "`` | no order (allowed: one line of JSON",
                "null | command: no such order (allowed: add, list, reset, remove)",
                "{} | command: no such order (allowed: add, list, reset, remove)",
                "{\"command\":\"ADD\"} | command: no such order (allowed: add, list, reset, remove)",
                "{\"command\":\"reset\"} | user_id: no user id (allowed: ",
                "{\"command\":\"remove\",\"user_id\":\"a b\"} | user_id: no user id (allowed: ",
                "{\"command\":\"remove\",\"user_id\":\"nobody\"} | no such teacher",
            })
    void saysWhatIsWrongWithAnOrder(String line, String problem) throws IOException {
        assertThat(answerTo(line)).startsWith("{\"error\":\"" + problem);
        assertThat(answerTo("{\"command\":\"list\"}")).isEqualTo("{\"teachers\":[]}");
    }

    @Test
    void readsNoMoreOfALineThanItMayHave() throws IOException {
        assertThat(answerTo("x".repeat(Lines.MAX_ORDER + 1)))
                .isEqualTo("{\"error\":\"the line is longer than 65536 bytes\"}");
        assertThat(answerTo("{\"command\":\"list\"}" + " ".repeat(Lines.MAX_ORDER - 18)))
                .isEqualTo("{\"teachers\":[]}");
    }

    @Test
    void goesOnAfterSomebodyWhoHangsUp() throws IOException {
        connect().close();
        try (SocketChannel channel = connect()) {
            Lines.write(channel, "{\"command\":\"list\"}");
        }
        assertThat(answerTo("{\"command\":\"list\"}")).isEqualTo("{\"teachers\":[]}");
    }
}
