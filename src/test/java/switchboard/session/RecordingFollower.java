package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.EncodedMessage;

/** A cursor with room for so many messages, which shows what it was given. */
final class RecordingFollower implements Follower {
    private final List<Long> taken = new ArrayList<>();
    private long covered;
    private int room;

    RecordingFollower(long covered, int room) {
        this.covered = covered;
        this.room = room;
    }

    @Override
    public synchronized long offer(long after, long upTo, List<EncodedMessage> messages) {
        if (after != covered) {
            return covered;
        }
        for (EncodedMessage message : messages) {
            if (room == 0) {
                covered = message.seq() - 1;
                return covered;
            }
            room--;
            taken.add(message.seq());
            covered = message.seq();
        }
        covered = upTo;
        return covered;
    }

    synchronized void roomFor(int more) {
        room = more;
    }

    synchronized List<Long> taken() {
        return List.copyOf(taken);
    }

    synchronized long covered() {
        return covered;
    }
}
