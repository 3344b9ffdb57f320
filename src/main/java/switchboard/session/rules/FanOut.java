package switchboard.session.rules;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.session.api.SessionEvent;
import switchboard.session.rules.Members.Member;

/**
 * A session's log on its way to its followers. What comes is offered to those who are live. Who falls behind is offered
 * nothing until it follows again, and is then brought up to the head by the shortest way that there is.
 */
public final class FanOut {
    private final Members members;
    private final Tail tail;
    private final int advanceEvery;
    private final FanOutWrites writes;
    /** What {@link #add} took and {@link #offerAdded} has not offered yet. */
    private final List<RoutedMessage> added = new ArrayList<>();

    /**
     * @param advanceEvery seqs after which a follower that saw nothing is moved on nevertheless
     * @param writes writes the sockets of whoever gets something
     */
    public FanOut(Members members, Tail tail, int advanceEvery, FanOutWrites writes) {
        this.members = members;
        this.tail = tail;
        this.advanceEvery = advanceEvery;
        this.writes = writes;
    }

    /** The head of the log, as far as it passed here. */
    public long head() {
        return tail.head();
    }

    /** Adds a message beyond the head. It is offered by {@link #offerAdded}, with the others of its group. */
    public void add(Message message) {
        skipTo(message.seq() - 1);
        RoutedMessage encoded = RoutedMessage.of(message);
        tail.add(encoded);
        added.add(encoded);
    }

    /** How many connections get it, live or later; those of its sender are not counted. */
    public int recipientsOf(Message message) {
        int recipients = 0;
        for (Member member : members.all()) {
            if (!member.view().user().equals(message.from()) && member.view().shows(message)) {
                recipients++;
            }
        }
        return recipients;
    }

    /** Whether there is something behind {@code after} that this view shows, as far as can be told from memory. */
    public boolean mayHold(View view, long after) {
        return after < tail.head()
                && (!tail.reaches(after) || !tail.visible(view, after).isEmpty());
    }

    /** What {@link #add} took and is not offered yet. */
    public List<RoutedMessage> added() {
        return added;
    }

    /** Offers what is new to those who are live. */
    public void offerAdded() {
        if (added.isEmpty()) {
            return;
        }
        try {
            for (Member member : members.all()) {
                if (member.live()) {
                    offerAddedTo(member);
                }
            }
        } finally {
            // Whoever has been offered something is written to by nobody else.
            writes.handOver();
        }
        added.clear();
    }

    /** The log has reached {@code head}. If it did not pass here, everybody who was live reads it from the store. */
    public void skipTo(long head) {
        if (head <= tail.head()) {
            return;
        }
        tail.restartAt(head);
        for (Member member : members.all()) {
            if (member.live()) {
                member.behind();
                member.subscriber().tell(new SessionEvent.ReadUpTo(head));
            }
        }
    }

    /** Brings a follower up to the head. */
    public void follow(Member member, long position) {
        member.behind();
        // It may have more than passed here, by another actor of this session, which ran on while the hub was started
        // anew.
        skipTo(position);
        long reached = position;
        if (reached < tail.head() && tail.reaches(reached)) {
            reached =
                    member.subscriber().follower().offer(position, tail.head(), tail.visible(member.view(), position));
        }
        if (reached >= tail.head()) {
            member.liveAt(reached);
            member.subscriber().tell(SessionEvent.Live.INSTANCE);
        } else if (tail.reaches(reached)) {
            member.subscriber()
                    .tell(new SessionEvent.TailSlice(reached, tail.head(), tail.visible(member.view(), reached)));
        } else {
            member.subscriber().tell(new SessionEvent.ReadUpTo(tail.head()));
        }
    }

    /** Nothing comes behind {@code lastSeq} any more. */
    public void end(long lastSeq) {
        skipTo(lastSeq);
        for (Member member : members.all()) {
            if (member.live()) {
                // It may stand behind messages that it does not see, and the end is told where the log ends.
                offer(member, List.of());
            }
            member.subscriber().tell(new SessionEvent.SessionEnded(lastSeq));
        }
        writes.handOver();
    }

    private void offerAddedTo(Member member) {
        List<EncodedMessage> visible = member.view().shown(added);
        // What lies between its cursor and the first of these was checked before: its view shows none of it.
        long hidden = tail.head() - member.offered();
        if (visible.isEmpty() && hidden < advanceEvery) {
            return;
        }
        offer(member, visible);
    }

    private void offer(Member member, List<EncodedMessage> visible) {
        long reached = member.subscriber().follower().offer(member.offered(), tail.head(), visible, writes);
        if (reached == tail.head()) {
            member.liveAt(reached);
        } else {
            // It follows when its queue has space. Until then offers would only be refused.
            member.behind();
        }
    }
}
