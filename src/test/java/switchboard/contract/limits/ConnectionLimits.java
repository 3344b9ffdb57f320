package switchboard.contract.limits;

import static switchboard.contract.limits.MetLimit.LARGE;
import static switchboard.contract.limits.MetLimit.named;
import static switchboard.contract.limits.MetLimit.said;
import static switchboard.contract.limits.MetLimit.say;
import static switchboard.contract.limits.MetLimit.unnamed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import switchboard.testing.Drafts;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.TestSession;

/** How each limit of {@code connection} and {@code writer} is met. */
final class ConnectionLimits {
    private ConnectionLimits() {}

    static Stream<MetLimit> all() {
        return Stream.of(
                named("connection.max-message", (stage, server, session) -> {
                    List<String> texts = new ArrayList<>();
                    for (RecordingClient client : List.of(session.student("ann"), session.studentV2("bob"))) {
                        client.send(" ".repeat(140_002));
                        texts.add(said(client.awaitSystem("closing")));
                    }
                    return texts;
                }),
                named("connection.message-within", (stage, server, session) -> {
                    List<String> texts = new ArrayList<>();
                    for (RecordingClient client : List.of(session.student("ann"), session.studentV2("bob"))) {
                        client.sendFrame(false, 1, new byte[] {'{'});
                        texts.add(said(client.awaitSystem("closing")));
                    }
                    return texts;
                }),
                named("connection.slow-timeout", (stage, server, session) -> {
                    RecordingClient slow = session.join(
                            server.student(session.session(), "ann").receiveBuffer(4_096));
                    slow.stopReading();
                    say(session, LARGE, 17);
                    session.awaitConnectionCount(0);
                    slow.resumeReading();
                    return List.of(said(slow.awaitSystem("closing")));
                }),
                unnamed("connection.replay-timeout", (stage, server, session) -> {
                    say(session, "!", 2);
                    stage.database().failReads();
                    RecordingClient ann = session.open(server.student(session.session(), "ann"));
                    return List.of(said(ann.awaitSystem("history_unavailable")));
                }),
                unnamed("connection.answer-timeout", (stage, server, session) -> {
                    RecordingClient ann = session.student("ann");
                    stage.database().holdWrites();
                    return List.of(said(ann.send(Drafts.question("?")).awaitError("storage_failed")));
                }),
                unnamed("writer.session-messages", (stage, server, session) -> {
                    List<RecordingClient> all =
                            List.of(session.student("ann"), session.student("bob"), session.studentV2("cid"));
                    stage.database().holdWrites();
                    // One is being stored and two wait: it is busy for whoever comes fourth.
                    all.forEach(one -> one.send(Drafts.question("?")));
                    List<String> texts = TestSession.retried(() -> all.stream()
                            .flatMap(one -> one.systems("message_error").stream())
                            .findFirst()
                            .map(refusal -> List.of(said(refusal)))
                            .orElseThrow(() -> new AssertionError("nobody was refused")));
                    // Or the server's end would wait for the disk, in a time that stands still.
                    stage.database().release();
                    return texts;
                }));
    }
}
