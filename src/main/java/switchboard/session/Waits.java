package switchboard.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Refusal;
import switchboard.protocol.RoutedMessage;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

/**
 * The polls of one session that wait for something to read. What they are told is only that there may be something: they
 * read it from the store, as everything.
 */
final class Waits {
    private record Waiting(WaitId id, View view, ActorRef<Sessions.WaitReply> replyTo) {}

    private final int maxOfUser;
    private final Presence presence;
    private final Map<WaitId, Waiting> waiting = new LinkedHashMap<>();
    private final Map<UserId, Integer> ofUser = new HashMap<>();

    /** @param maxOfUser how many polls of one user may wait */
    Waits(int maxOfUser, Presence presence) {
        this.maxOfUser = maxOfUser;
        this.presence = presence;
    }

    /** Returns false, and has said so, if its user has too many already. */
    boolean begin(WaitId id, View view, ActorRef<Sessions.WaitReply> replyTo) {
        UserId user = view.user();
        if (ofUser.getOrDefault(user, 0) >= maxOfUser) {
            replyTo.tell(new Sessions.NotDone(Refusal.TOO_MANY_WAITS
                    .because("this user waits " + maxOfUser + " times in this session already (allowed: " + maxOfUser
                            + " at once)")
                    .with("retry_after_ms", 1_000)));
            return false;
        }
        ofUser.merge(user, 1, Integer::sum);
        waiting.put(id, new Waiting(id, view, replyTo));
        presence.pollBegins(user, view.role());
        return true;
    }

    /** It is over for this one, who is told so. */
    void end(WaitId id, long now) {
        Waiting ended = remove(id, now);
        if (ended != null) {
            ended.replyTo().tell(Sessions.WaitOver.INSTANCE);
        }
    }

    /** Who waited is gone. */
    void forget(WaitId id, long now) {
        remove(id, now);
    }

    /** The log went on with these: whoever may see one of them has something to read. */
    void routed(List<RoutedMessage> messages, long now) {
        if (!waiting.isEmpty()) {
            endThose(waits -> messages.stream().anyMatch(message -> message.shownTo(waits.view())), now);
        }
    }

    /** The log went on in a way that did not pass here, or goes on no more. */
    void endAll(long now) {
        endThose(waits -> true, now);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void endThose(Predicate<Waiting> over, long now) {
        List<WaitId> ended = new ArrayList<>();
        for (Waiting one : waiting.values()) {
            if (over.test(one)) {
                ended.add(one.id());
            }
        }
        ended.forEach(id -> end(id, now));
    }

    private @Nullable Waiting remove(WaitId id, long now) {
        Waiting ended = waiting.remove(id);
        if (ended != null) {
            UserId user = ended.view().user();
            ofUser.computeIfPresent(user, (same, count) -> count == 1 ? null : count - 1);
            presence.pollEnds(user, ended.view().role(), now);
        }
        return ended;
    }
}
