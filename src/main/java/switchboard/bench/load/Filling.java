package switchboard.bench.load;

import java.util.List;
import switchboard.bench.account.Participant;
import switchboard.bench.account.Room;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/** Puts many messages into sessions as fast as the server takes them, before what is to be measured begins. */
public final class Filling implements Room.Listener {
    /** What one sender has under way: together far below what the server queues for one session. */
    private static final int IN_FLIGHT_EACH = 8;

    /** More than any log here holds: who reads all of it is checked by comparing bytes. */
    private static final int REMEMBERED_FRAMES = 16_384;

    private static final int LOG_SENDERS = 10;

    private final ClientLoop loop;
    private final Room room;
    private final MessageType type;
    private int unsent;

    private Filling(ClientLoop loop, Room room, MessageType type, int messages) {
        this.loop = loop;
        this.room = room;
        this.type = type;
        unsent = messages;
    }

    /** A session whose log holds so many questions, and that nobody is in any more. */
    public static Room storedLog(Stage stage, int messages) {
        List<Room> rooms = stage.openRooms(1, stage.kind(LOG_SENDERS, 1).remembering(REMEMBERED_FRAMES));
        Room room = rooms.get(0);
        fill(stage, rooms, messages);
        stage.leave(room.participants());
        return room;
    }

    /** What it takes to store such a log. */
    public static Demand demand(int messages, int contentBytes) {
        return new Demand(Demand.Sends.atOnce(messages / LOG_SENDERS), Demand.Sends.NOTHING, contentBytes);
    }

    /** Stores {@code messagesEach} questions in each of the rooms, whose people are there. */
    public static void fill(Stage stage, List<Room> rooms, int messagesEach) {
        fill(stage, rooms, MessageType.INSTRUCTOR_INBOX, messagesEach);
    }

    /** Stores {@code messagesEach} of one type in each of the rooms, sent by all whose type it is. */
    public static void fill(Stage stage, List<Room> rooms, MessageType type, int messagesEach) {
        for (Room room : rooms) {
            Filling filling = new Filling(stage.loop(), room, type, messagesEach);
            room.listen(filling);
            for (Participant sender : type.sender() == Role.STUDENT ? room.students() : room.instructors()) {
                for (int i = 0; i < IN_FLIGHT_EACH; i++) {
                    filling.sendNext(sender);
                }
            }
        }
        stage.awaitArrival();
    }

    @Override
    public void completed(Participant sender, long scheduledAt, long now) {
        sendNext(sender);
    }

    @Override
    public void refused(Participant sender) {
        unsent++;
        sendNext(sender);
    }

    private void sendNext(Participant sender) {
        if (unsent > 0) {
            unsent--;
            room.send(sender, type, null, loop.now());
        }
    }
}
