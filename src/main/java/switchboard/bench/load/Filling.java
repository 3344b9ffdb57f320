package switchboard.bench.load;

import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/** Puts many messages into sessions as fast as the server takes them, before what is to be measured begins. */
public final class Filling implements BenchSession.Listener {
    /** What one sender has under way: together far below what the server queues for one session. */
    private static final int IN_FLIGHT_EACH = 8;

    /** More than most logs here hold: who reads all of such a one is checked by comparing bytes. */
    private static final int REMEMBERED_FRAMES = 16_384;

    private static final int LOG_SENDERS = 10;

    private final ClientLoop loop;
    private final BenchSession session;
    private final MessageType type;
    private int unsent;

    private Filling(ClientLoop loop, BenchSession session, MessageType type, int messages) {
        this.loop = loop;
        this.session = session;
        this.type = type;
        unsent = messages;
    }

    /** A session whose log holds so many questions, and that nobody is in any more. */
    public static BenchSession storedLog(Stage stage, int messages) {
        return storedLogs(stage, 1, messages).get(0);
    }

    /** The same with several sessions, of so many messages each. */
    public static List<BenchSession> storedLogs(Stage stage, int count, int messagesEach) {
        List<BenchSession> sessions =
                stage.openRooms(count, stage.kind(LOG_SENDERS, 1).remembering(REMEMBERED_FRAMES));
        fill(stage, sessions, messagesEach);
        sessions.forEach(session -> stage.leave(session.participants()));
        return sessions;
    }

    /** What it takes to store such a log. */
    public static Demand demand(int messages, int contentBytes) {
        return new Demand(Demand.Sends.atOnce(messages / LOG_SENDERS), Demand.Sends.NOTHING, contentBytes);
    }

    /** Stores {@code messagesEach} questions in each of the rooms, whose people are there. */
    public static void fill(Stage stage, List<BenchSession> sessions, int messagesEach) {
        fill(stage, sessions, MessageType.INSTRUCTOR_INBOX, messagesEach);
    }

    /** Stores {@code messagesEach} of one type in each of the rooms, sent by all whose type it is. */
    public static void fill(Stage stage, List<BenchSession> sessions, MessageType type, int messagesEach) {
        for (BenchSession session : sessions) {
            Filling filling = new Filling(stage.loop(), session, type, messagesEach);
            session.listen(filling);
            for (BenchUser sender : type.sender() == Role.STUDENT ? session.students() : session.instructors()) {
                for (int i = 0; i < IN_FLIGHT_EACH; i++) {
                    filling.sendNext(sender);
                }
            }
        }
        stage.awaitArrival();
    }

    @Override
    public void completed(BenchUser sender, long scheduledAt, long now) {
        sendNext(sender);
    }

    @Override
    public void refused(BenchUser sender) {
        unsent++;
        sendNext(sender);
    }

    private void sendNext(BenchUser sender) {
        if (unsent > 0) {
            unsent--;
            session.send(sender, type, null, loop.now());
        }
    }
}
