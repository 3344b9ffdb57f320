package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.StoredLog;
import switchboard.invariants.people.Talk;
import switchboard.testing.SeededTest;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;

/** I9: whatever nonsense comes from whatever socket, a session beside it goes on undisturbed. */
class BadInputTest {
    private static final int STORMERS = 4;
    private static final int ATTACKS = 40;

    @TempDir
    private Path data;

    @SeededTest(seeds = 1)
    void i9StormOfNonsenseDisturbsNoClass(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 6).full(2)) {
            String victims = server.session("t", "bad0", "bad1", "bad2", "bad3");
            try (Talk talk = room.talk(random.split())) {
                List<CompletableFuture<Void>> storm = new ArrayList<>();
                for (int i = 0; i < STORMERS; i++) {
                    String user = "bad" + i;
                    SplittableRandom own = random.split();
                    storm.add(CompletableFuture.runAsync(() -> attack(server, victims, user, own)));
                }
                storm.forEach(CompletableFuture::join);
                talk.finish();
            }

            room.assertAllGotAll();
            assertThat(StoredLog.of(data, victims).size())
                    .as("nonsense that was stored")
                    .isZero();
            server.api().health().expect(200);
        }
    }

    private static void attack(RunningServer server, String session, String user, SplittableRandom random) {
        for (int i = 0; i < ATTACKS; i++) {
            if (random.nextInt(3) == 0) {
                rawBytes(server, random);
            } else {
                frames(server, session, user, random);
            }
        }
    }

    /** Bytes that are no HTTP, or begin like it. */
    private static void rawBytes(RunningServer server, SplittableRandom random) {
        String[] starts = {
            "", "GET ", "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "\r\n\r\n"
        };
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(starts[random.nextInt(starts.length)].getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes(random, 1 + random.nextInt(300)));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException tornByTheServer) {
            // That, too, is an answer to nonsense.
        }
    }

    /** A WebSocket that is opened in order, and then fed with anything: refused frame by frame, or closed. */
    private static void frames(RunningServer server, String session, String user, SplittableRandom random) {
        try (RecordingClient client = server.student(session, user).open()) {
            client.awaitSystem("history_complete");
            for (int i = random.nextInt(6); i > 0; i--) {
                switch (random.nextInt(5)) {
                    case 0 -> client.sendRaw(bytes(random, 1 + random.nextInt(200)));
                    case 1 -> client.sendFrame(random.nextBoolean(), random.nextInt(16), bytes(random, 20));
                    case 2 -> client.send("{\"type\":".repeat(1 + random.nextInt(100)));
                    case 3 -> client.send(new String(bytes(random, 50), StandardCharsets.ISO_8859_1));
                    default -> client.sendBinary(bytes(random, 100));
                }
            }
            client.close(1000);
            client.awaitSent();
            client.abort();
            assertThat(client.received())
                    .noneMatch(received -> received instanceof Received.Ended ended
                            && ended.cause() == Received.Ended.Cause.VIOLATION);
        } catch (AssertionError closedWhileSending) {
            if (!String.valueOf(closedWhileSending.getMessage()).contains("did not take")) {
                throw closedWhileSending;
            }
        }
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
