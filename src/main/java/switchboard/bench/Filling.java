package switchboard.bench;

import java.util.List;
import switchboard.protocol.MessageType;

/** Puts many messages into sessions as fast as the server takes them, before what is to be measured begins. */
final class Filling implements Room.Listener {
    /** What one student has under way: together far below what the server queues for one session. */
    private static final int IN_FLIGHT_EACH = 8;

    private final ClientLoop loop;
    private final Room room;
    private int unsent;

    private Filling(ClientLoop loop, Room room, int messages) {
        this.loop = loop;
        this.room = room;
        unsent = messages;
    }

    /** Stores {@code messagesEach} questions in each of the rooms, whose people are there. */
    static void fill(Stage stage, List<Room> rooms, int messagesEach) {
        for (Room room : rooms) {
            Filling filling = new Filling(stage.loop(), room, messagesEach);
            room.listen(filling);
            for (Participant student : room.students()) {
                for (int i = 0; i < IN_FLIGHT_EACH; i++) {
                    filling.sendNext(student);
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
            room.send(sender, MessageType.INSTRUCTOR_INBOX, null, loop.now());
        }
    }
}
