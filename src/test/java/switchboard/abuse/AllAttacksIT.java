package switchboard.abuse;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.SessionBeside;
import switchboard.testing.client.ClientFrames;
import switchboard.testing.server.ServerProcess;

/**
 * The attacks of this package at once and again and again, each from an address of its own. What each gets, the others
 * try.
 */
@Tag("faults")
class AllAttacksIT {
    private static final int ROUNDS = 10;
    private static final int ALMOST_A_MEBIBYTE = (1 << 20) - 1;

    @TempDir
    private Path data;

    /** One round, with sockets that close behind it. */
    private interface Attack {
        void with(Attacker attacker) throws IOException;
    }

    @Test
    void theClassGoesOnWhileAllOfThemGoOn_I5() throws Exception {
        // With 64m, where each of them alone is held off, all at once met an OutOfMemoryError in two of six runs
        // (docs/security.md, what is left).
        try (ServerProcess server = SmallServer.in(data).withHeap("96m").start();
                SessionBeside room = SessionBeside.on(server, data)) {
            Map<String, Attack> attacks = Map.of(
                    "127.0.0.66",
                    AllAttacksIT::unfinishedBodies,
                    "127.0.0.67",
                    attacker -> unfinishedMessages(attacker, room.session()),
                    "127.0.0.68",
                    attacker -> unreadAnswers(attacker, room.session()),
                    "127.0.0.69",
                    AllAttacksIT::idleSockets,
                    "127.0.0.70",
                    attacker -> messagesUnderNewIds(attacker, room.session()),
                    "127.0.0.71",
                    AllAttacksIT::largeClasses,
                    "127.0.0.72",
                    attacker -> pings(attacker, room.session()),
                    "127.0.0.73",
                    AllAttacksIT::codes);
            room.goesOnDuring(() -> attacks.entrySet().stream()
                    .map(attack -> CompletableFuture.runAsync(
                            () -> repeat(attack.getValue(), attack.getKey(), server.port()), AllAttacksIT::inThread))
                    .toList()
                    .forEach(CompletableFuture::join));
        }
    }

    private static void inThread(Runnable attack) {
        Thread thread = new Thread(attack, "attack");
        thread.setDaemon(true);
        thread.start();
    }

    private static void repeat(Attack attack, String address, int port) {
        for (int round = 0; round < ROUNDS; round++) {
            try (Attacker attacker = Attacker.from(address, port)) {
                attack.with(attacker);
            } catch (IOException cut) {
                // The server has had enough of it, which is right. The next round begins anew.
            }
        }
    }

    private static void unfinishedBodies(Attacker attacker) throws IOException {
        String body = Attacker.post("/api/sessions", ALMOST_A_MEBIBYTE + 1) + " ".repeat(ALMOST_A_MEBIBYTE);
        for (int i = 0; i < 60; i++) {
            attacker.send(body);
        }
    }

    private static void unfinishedMessages(Attacker attacker, String session) throws IOException {
        byte[] frame = ClientFrames.frame(ClientFrames.TEXT, new byte[ALMOST_A_MEBIBYTE - 20]);
        for (int i = 0; i < 60; i++) {
            Socket socket = attacker.send(Attacker.join(session, "unfinished" + i, "instructor", i % 2 == 0));
            if (Attacker.status(socket) == 101) {
                socket.getOutputStream().write(frame);
            }
        }
    }

    private static void unreadAnswers(Attacker attacker, String session) throws IOException {
        for (int i = 0; i < 100; i++) {
            attacker.send(Attacker.get(i % 2 == 0 ? "/api/sessions" : "/api/sessions/" + session + "/participants"));
        }
    }

    private static void idleSockets(Attacker attacker) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            attacker.open();
        }
    }

    private static void messagesUnderNewIds(Attacker attacker, String session) throws IOException {
        String content = "x".repeat(60_000);
        for (int i = 0; i < 50; i++) {
            String message =
                    "{\"user_id\":\"new" + System.nanoTime() + "\",\"role\":\"instructor\",\"type\":\"request\","
                            + "\"to_user\":\"s0\",\"content\":{\"text\":\"" + content + "\"}}";
            Attacker.status(attacker.send(Attacker.post("/api/sessions/" + session + "/messages", message)));
        }
    }

    private static void largeClasses(Attacker attacker) throws IOException {
        String ids = IntStream.range(0, 2_000)
                .mapToObj(i -> "\"student-" + i + "-" + "x".repeat(36) + "\"")
                .collect(Collectors.joining(","));
        for (int i = 0; i < 20; i++) {
            Attacker.status(attacker.send(Attacker.post(
                    "/api/sessions",
                    "{\"name\":\"Many\",\"instructor_id\":\"mallory\",\"student_ids\":[" + ids + "]}")));
        }
    }

    private static void pings(Attacker attacker, String session) throws IOException {
        byte[] ping = ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]);
        Socket socket = attacker.send(Attacker.join(session, "pings", "instructor", true));
        for (int i = 0; i < 5_000; i++) {
            socket.getOutputStream().write(ping);
        }
    }

    private static void codes(Attacker attacker) throws IOException {
        List<Socket> asked = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            asked.add(attacker.send(Attacker.get("/qr.svg?text=" + "x".repeat(200) + System.nanoTime())));
        }
        for (Socket socket : asked) {
            Attacker.status(socket);
        }
    }
}
