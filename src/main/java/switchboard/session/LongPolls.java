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
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.NotEnrolled;
import switchboard.session.rules.Presence;

/**
 * The long polls of one session that are open. They are told only that there may be something to read: what it is they
 * read from the store, as everybody else.
 *
 * <p>Of a user with too many the newest stay open. The oldest may be of a client that is gone: a proxy may keep from us
 * that its request has ended.
 */
final class LongPolls {
    private record Open(LongPollId id, View view, ActorRef<HubProtocol.LongPollReply> replyTo) {}

    private final int maxOfUser;
    private final KnownSession session;
    private final Presence presence;
    private final Map<LongPollId, Open> open = new LinkedHashMap<>();

    /** The oldest first. */
    private final Map<UserId, Set<LongPollId>> ofUser = new HashMap<>();

    private final Consumer<LongPollId> onEnd;

    /**
     * @param maxOfUser how many of one user may be open
     * @param onEnd hears of each that is open no more, for whatever reason
     */
    LongPolls(int maxOfUser, KnownSession session, Presence presence, Consumer<LongPollId> onEnd) {
        this.maxOfUser = maxOfUser;
        this.session = session;
        this.presence = presence;
        this.onEnd = onEnd;
    }

    /** Opens one. If its user has too many then, the oldest ends. */
    void begin(LongPollId id, View view, AddressBlock client, ActorRef<HubProtocol.LongPollReply> replyTo, long now) {
        open.put(id, new Open(id, view, replyTo));
        presence.pollBegins(view.user(), view.role(), client);
        Set<LongPollId> own = ofUser.computeIfAbsent(view.user(), first -> new LinkedHashSet<>());
        own.add(id);
        if (own.size() > maxOfUser) {
            answer(own.iterator().next(), HubProtocol.LongPollSuperseded.INSTANCE, now);
        }
    }

    /** Ends one: its client is to read now. */
    void end(LongPollId id, long now) {
        answer(id, readable(), now);
    }

    /** Ends one without an answer: its client is gone. */
    void forget(LongPollId id, long now) {
        remove(id, now);
    }

    /** Ends those whose users may see one of these messages, by which the log went on. */
    void routed(List<RoutedMessage> messages, long now) {
        if (!open.isEmpty()) {
            endThose(poll -> messages.stream().anyMatch(message -> message.shownTo(poll.view())), now);
        }
    }

    /** Ends all: nothing that comes here may tell them to read. */
    void endAll(long now) {
        endThose(poll -> true, now);
    }

    /** Refuses those of a student who was removed from the list. */
    void refuseOf(UserId student, long now) {
        for (Open poll : List.copyOf(open.values())) {
            if (poll.view().user().equals(student) && poll.view().role() == Role.STUDENT) {
                answer(poll.id(), new HubProtocol.NotDone(NotEnrolled.refused(student)), now);
            }
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    private HubProtocol.LongPollReply readable() {
        return new HubProtocol.Readable(session.stored());
    }

    private void endThose(Predicate<Open> condition, long now) {
        List<LongPollId> ended = new ArrayList<>();
        for (Open poll : open.values()) {
            if (condition.test(poll)) {
                ended.add(poll.id());
            }
        }
        ended.forEach(id -> end(id, now));
    }

    private void answer(LongPollId id, HubProtocol.LongPollReply reply, long now) {
        Open ended = remove(id, now);
        if (ended != null) {
            ended.replyTo().tell(reply);
        }
    }

    private @Nullable Open remove(LongPollId id, long now) {
        Open ended = open.remove(id);
        if (ended != null) {
            UserId user = ended.view().user();
            ofUser.computeIfPresent(user, (same, own) -> own.remove(id) && own.isEmpty() ? null : own);
            presence.pollEnds(user, ended.view().role(), now);
            onEnd.accept(id);
        }
        return ended;
    }
}
