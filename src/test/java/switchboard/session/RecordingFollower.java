package switchboard.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Follower;

/** A cursor with space for so many messages, which shows what it was given. */
public final class RecordingFollower implements Follower {
    private final List<Long> taken = new ArrayList<>();
    private final List<String> presence = new ArrayList<>();
    private long position;
    private int space;

    public RecordingFollower(long position, int space) {
        this.position = position;
        this.space = space;
    }

    @Override
    public synchronized long offer(long after, long upTo, List<EncodedMessage> messages, Executor writes) {
        if (after != position) {
            return position;
        }
        for (EncodedMessage message : messages) {
            if (space == 0) {
                position = message.seq() - 1;
                return position;
            }
            space--;
            taken.add(message.seq());
            position = message.seq();
        }
        position = upTo;
        return position;
    }

    @Override
    public void answerFollows() {
        // Nothing is written here that could leave together.
    }

    @Override
    public synchronized void presenceChanged(UserId user, Role role, @Nullable DisplayName name, boolean online) {
        presence.add((online ? "+" : "-") + user);
    }

    @Override
    public synchronized void participants(JsonPieces participants) {
        presence.add(names(participants));
    }

    /** As {@code [+ann,-bob]}: in its order, who is there and who is not. */
    public static String names(JsonPieces participants) {
        List<String> names = new ArrayList<>();
        parsed(participants)
                .forEach(one -> names.add((one.path("online").asBoolean() ? "+" : "-")
                        + one.path("user_id").asText()));
        return names.toString().replace(" ", "");
    }

    /** The ids of those who are there. */
    public static List<String> online(JsonPieces participants) {
        List<String> ids = new ArrayList<>();
        parsed(participants).forEach(one -> {
            if (one.path("online").asBoolean()) {
                ids.add(one.path("user_id").asText());
            }
        });
        return ids;
    }

    private static JsonNode parsed(JsonPieces participants) {
        try {
            return new ObjectMapper().readTree(participants.toArray());
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    /** Who came and went, as it was told: {@code +ann}, {@code -ann}, and {@code [+ann,-bob]} for whole lists. */
    public synchronized List<String> presence() {
        return List.copyOf(presence);
    }

    public synchronized void spaceFor(int more) {
        space = more;
    }

    public synchronized List<Long> taken() {
        return List.copyOf(taken);
    }

    public synchronized long position() {
        return position;
    }
}
