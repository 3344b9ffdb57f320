package switchboard.hub;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.rules.Roster;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Questions;

/**
 * The hub's questions to the store: only so many at once, and none waits for ever. Each comes back as a message to the
 * hub: what became of it, or {@link Unanswered}. A request that would be one too many is refused.
 */
final class StoreCalls {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);

    record CreateDone(HubProtocol.Create request, Writer.CreateReply reply) implements HubProtocol.Internal {}

    record EndDone(HubProtocol.End request, SessionKey session, Writer.EndReply reply)
            implements HubProtocol.Internal {}

    record RosterDone(HubProtocol.ChangeRoster request, Writer.RosterReply reply) implements HubProtocol.Internal {}

    record JoinCodeDone(HubProtocol.SetJoinCode request, Writer.JoinCodeReply reply) implements HubProtocol.Internal {}

    record LookedUp(HubProtocol.Request request, SessionId session, History.FindReply reply)
            implements HubProtocol.Internal {}

    record Listed(HubProtocol.ListSessions request, History.ListReply reply) implements HubProtocol.Internal {}

    /** @param reply null where none came */
    record JoinLookedUp(HubProtocol.Command join, SessionId session, History.@Nullable FindReply reply)
            implements HubProtocol.Internal {}

    record RefLookedUp(HubProtocol.Post request, History.RefReply reply) implements HubProtocol.Internal {}

    /** @param found null where the store could not say */
    record JoinsLookedUp(
            HubProtocol.GetParticipants request, History.JoinsReply reply, HubProtocol.@Nullable Participants found)
            implements HubProtocol.Internal {}

    record Unanswered(HubProtocol.Request request) implements HubProtocol.Internal {}

    /** How long the writer and the readers may take: longer than the one retry that the writer makes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Where a million sessions have codes, other ones have all of so many once in 280 billion times. */
    private static final int DRAWN_CODES = 4;

    private final ActorContext<HubProtocol.Command> context;
    private final Questions questions;
    private final ActorRef<Writer.Command> writer;
    private final ActorRef<History.Command> history;
    private final int maxPending;
    private final int maxInstructors;
    /** Those that wait for the store, each by itself: they may hold whole lists, which are nothing to compare. */
    private final Set<HubProtocol.Command> pending = Collections.newSetFromMap(new IdentityHashMap<>());

    StoreCalls(
            ActorContext<HubProtocol.Command> context,
            Questions questions,
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            int maxPending,
            int maxInstructors) {
        this.context = context;
        this.questions = questions;
        this.writer = writer;
        this.history = history;
        this.maxPending = maxPending;
        this.maxInstructors = maxInstructors;
    }

    /** Returns whether it was asked: if not, the request was one too many and is refused. */
    boolean create(HubProtocol.Create create, SessionInfo info) {
        return ask(
                create,
                writer,
                replyTo -> new Writer.CreateSession(info, replyTo),
                (Writer.CreateReply reply) -> new CreateDone(create, reply));
    }

    void end(HubProtocol.End end, SessionKey session) {
        ask(
                end,
                writer,
                replyTo -> new Writer.EndSession(session, replyTo),
                (Writer.EndReply reply) -> new EndDone(end, session, reply));
    }

    void changeRoster(HubProtocol.ChangeRoster request, SessionKey session) {
        ask(
                request,
                writer,
                replyTo -> new Writer.ChangeRoster(session, request.change(), replyTo),
                (Writer.RosterReply reply) -> new RosterDone(request, reply));
    }

    void setJoinCode(HubProtocol.SetJoinCode set, SessionKey session) {
        List<JoinCode> drawn = set.open() ? JoinCode.draw(DRAWN_CODES) : List.of();
        ask(
                set,
                writer,
                replyTo -> new Writer.SetJoinCode(session, drawn, replyTo),
                (Writer.JoinCodeReply reply) -> new JoinCodeDone(set, reply));
    }

    /** Reads a page of the list. */
    void list(HubProtocol.ListSessions list) {
        ask(
                list,
                history,
                replyTo -> new History.ListSessions(list.filter(), list.after(), list.limit(), replyTo),
                (History.ListReply reply) -> new Listed(list, reply));
    }

    /**
     * Asks about the session of somebody who was admitted and whose reservation is gone. One join too many is not asked
     * about: the connection says it again.
     */
    void lookUpForJoin(HubProtocol.Command join, SessionId session) {
        if (pending.size() < maxPending && pending.add(join)) {
            context.pipeToSelf(
                    questions.<History.Command, History.FindReply>ask(
                            history, replyTo -> new History.FindSession(session, replyTo), TIMEOUT),
                    (reply, failure) -> new JoinLookedUp(join, session, reply));
        }
    }

    /** Asks about a session that is not in use. */
    void lookUp(HubProtocol.Request request, SessionId session) {
        ask(
                request,
                history,
                replyTo -> new History.FindSession(session, replyTo),
                (History.FindReply reply) -> new LookedUp(request, session, reply));
    }

    /** Asks whether a message is in the log of a session that has ended. */
    void findRef(HubProtocol.Post post, SessionKey session, Ref ref) {
        ask(
                post,
                history,
                replyTo -> new History.FindRef(session, post.user(), ref, replyTo),
                (History.RefReply reply) -> new RefLookedUp(post, reply));
    }

    /** Asks who ever joined a session. */
    void findJoins(HubProtocol.GetParticipants get, StoredSession session) {
        ask(
                get,
                history,
                replyTo -> new History.FindJoins(session.key(), replyTo),
                (History.JoinsReply reply) -> new JoinsLookedUp(get, reply, participants(get, session, reply)));
    }

    /** Of a session that nobody is in. Off the hub's thread: long lists are long work. */
    private HubProtocol.@Nullable Participants participants(
            HubProtocol.GetParticipants get, StoredSession session, History.JoinsReply reply) {
        if (!(reply instanceof History.JoinsFound found)) {
            return null;
        }
        Roster nobody = new Roster(session.info(), maxInstructors, full -> {});
        nobody.load(found.firstJoins());
        UserId student = get.student();
        return new HubProtocol.Participants(student == null ? nobody.json() : nobody.jsonFor(student));
    }

    /** Returns whether it was asked: if not, the request was one too many and is refused. */
    private <Q, R> boolean ask(
            HubProtocol.Request request,
            ActorRef<Q> target,
            Function<ActorRef<R>, Q> question,
            Function<R, HubProtocol.Command> done) {
        if (pending.size() >= maxPending) {
            request.fail(HubProtocol.FULL);
            return false;
        }
        pending.add(request);
        context.pipeToSelf(
                questions.ask(target, question, TIMEOUT),
                (reply, failure) -> reply == null ? new Unanswered(request) : done.apply(reply));
        return true;
    }

    /** Answers a request of which the store could not say what was asked. */
    void cannotLookUp(HubProtocol.Request request, SessionId session, History.FindFailed failed) {
        // The store has said so already, once for all who ask.
        LOG.atDebug()
                .addKeyValue(LogFields.EVENT, LogEvents.LOOKUP_FAILED)
                .addKeyValue(LogFields.SESSION, session)
                .log("a class cannot be looked up: {}", failed.trouble());
        request.fail(StorageFailure.unread(failed.trouble()));
    }

    void cannotList(HubProtocol.ListSessions list, History.FindFailed failed) {
        list.fail(StorageFailure.unread(failed.trouble()));
    }

    Behavior<HubProtocol.Command> onUnanswered(Unanswered unanswered) {
        answered(unanswered.request());
        // Whether it was stored is not known: the text says so, and asking again is safe for all but create.
        unanswered.request().fail(StorageFailure.UNKNOWN);
        return Behaviors.same();
    }

    /** Makes space for another question. To be called for whatever the store says. */
    void answered(HubProtocol.Command request) {
        pending.remove(request);
    }
}
