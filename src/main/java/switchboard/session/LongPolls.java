package switchboard.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.rules.Presence;

/**
 * The polls of one session that wait for something to read. What they are told is only that there may be something:
 * they read it from the store, as everything.
 *
 * <p>Of a user who waits too often the newest count: the oldest may be of a client that is gone, which a proxy that
 * does not pass on the end of a request keeps from us.
 */
final class LongPolls {
    private record Waiting(LongPollId id, View view, ActorRef<HubProtocol.LongPollReply> replyTo) {}

    private final int maxOfUser;
    private final Presence presence;
    private final Map<LongPollId, Waiting> waiting = new LinkedHashMap<>();

    /** The oldest first. */
    private final Map<UserId, Set<LongPollId>> ofUser = new HashMap<>();

    private final Consumer<LongPollId> whenGone;

    /**
     * @param maxOfUser how many polls of one user may wait
     * @param whenGone hears of each that waits no more, for whatever reason
     */
    LongPolls(int maxOfUser, Presence presence, Consumer<LongPollId> whenGone) {
        this.maxOfUser = maxOfUser;
        this.presence = presence;
        this.whenGone = whenGone;
    }

    /** If its user has too many now, it is over for the oldest. */
    void begin(LongPollId id, View view, AddressBlock client, ActorRef<HubProtocol.LongPollReply> replyTo, long now) {
        waiting.put(id, new Waiting(id, view, replyTo));
        presence.pollBegins(view.user(), view.role(), client);
        Set<LongPollId> own = ofUser.computeIfAbsent(view.user(), first -> new LinkedHashSet<>());
        own.add(id);
        if (own.size() > maxOfUser) {
            tellLast(own.iterator().next(), HubProtocol.LongPollSuperseded.INSTANCE, now);
        }
    }

    /** It is over for this one, who is told so. */
    void end(LongPollId id, long now) {
        tellLast(id, HubProtocol.LongPollOver.INSTANCE, now);
    }

    /** Who waited is gone. */
    void forget(LongPollId id, long now) {
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
        List<LongPollId> ended = new ArrayList<>();
        for (Waiting one : waiting.values()) {
            if (over.test(one)) {
                ended.add(one.id());
            }
        }
        ended.forEach(id -> end(id, now));
    }

    private void tellLast(LongPollId id, HubProtocol.LongPollReply reply, long now) {
        Waiting ended = remove(id, now);
        if (ended != null) {
            ended.replyTo().tell(reply);
        }
    }

    private @Nullable Waiting remove(LongPollId id, long now) {
        Waiting ended = waiting.remove(id);
        if (ended != null) {
            UserId user = ended.view().user();
            ofUser.computeIfPresent(user, (same, own) -> own.remove(id) && own.isEmpty() ? null : own);
            presence.pollEnds(user, ended.view().role(), now);
            whenGone.accept(id);
        }
        return ended;
    }
}
