package switchboard.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket of a data folder, and who asks it. */
class ControlSocketTest {
    private static final ControlRequest ASKED = new ControlRequest(ControlRequest.Command.RESET_TEACHER, "weber");
    private static final Function<ControlRequest, CompletionStage<ControlAnswer>> ECHO =
            request -> CompletableFuture.completedStage(ControlAnswer.refusedBecause(request.toString()));

    @TempDir
    private Path data;

    private String refusal(ControlRequest request) throws Exception {
        return String.valueOf(ControlClient.ask(data, request).refused());
    }

    private String said(String line) throws Exception {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(data.resolve("control")))) {
            client.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            client.shutdownOutput();
            return ControlSocket.readLine(client);
        }
    }

    @Test
    void oneAfterTheOtherIsAnswered() throws Exception {
        try (ControlSocket socket = ControlSocket.open(data, ECHO)) {
            assertThat(socket).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("control"))))
                    .endsWith("---");
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(ASKED)).isEqualTo(ASKED.toString());
            }
        }
        assertThat(data.resolve("control")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json\n", "{}\n", "null\n", "[]\n", "{\"command\":\"SELF_DESTRUCT\"}\n"})
    void whatIsNoCommandIsRefusedAndTheNextOneIsAnswered(String line) throws Exception {
        try (ControlSocket socket = ControlSocket.open(data, ECHO)) {
            assertThat(socket).isNotNull();
            assertThat(said(line)).contains("no command that the server knows");
            assertThat(said("x".repeat(100_000))).contains("no command that the server knows");
            assertThat(refusal(ASKED)).isEqualTo(ASKED.toString());
        }
    }

    @Test
    void aBugIsOneAnswersAndNotTheEnd() throws Exception {
        try (ControlSocket socket = ControlSocket.open(
                data,
                request -> "bug".equals(request.user())
                        ? CompletableFuture.failedStage(new IllegalStateException("on purpose"))
                        : ECHO.apply(request))) {
            assertThat(socket).isNotNull();
            assertThat(refusal(new ControlRequest(ControlRequest.Command.RESET_TEACHER, "bug")))
                    .contains("the cause is in its log");
            assertThat(refusal(ASKED)).isEqualTo(ASKED.toString());
        }
    }

    @Test
    void theFileOfAServerThatWasKilledIsNoTrouble() throws Exception {
        Files.createFile(data.resolve("control"));
        assertThatThrownBy(() -> ControlClient.ask(data, ASKED))
                .hasMessageContaining("no server runs on the data folder")
                .hasMessageContaining("killed");
        try (ControlSocket socket = ControlSocket.open(data, ECHO)) {
            assertThat(socket).isNotNull();
            assertThat(refusal(ASKED)).isEqualTo(ASKED.toString());
        }
        assertThatThrownBy(() -> ControlClient.ask(data, ASKED))
                .hasMessageContaining("no server runs on the data folder")
                .hasMessageContaining("start it");
    }
}
