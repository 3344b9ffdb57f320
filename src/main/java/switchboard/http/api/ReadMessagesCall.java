package switchboard.http.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import switchboard.failures.Causes;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.Caller;
import switchboard.http.request.QueryParameters;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.http.scheduling.LongPollSlots;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Revocations;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.StorageFailure;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;

/**
 * {@code GET …/messages}: a page of what a user may see of a session, and where there is nothing more a long poll for
 * it (protocol.md, sections 3 and 9).
 *
 * <p>Long polls are bounded by a number of their own and hold nobody else up. One ends with the first thing to read,
 * with its time, with the session, with its client, by newer ones of the same user, or by that of somebody who goes
 * first.
 */
final class ReadMessagesCall {
    private static final String AFTER = "after";
    private static final String LIMIT = "limit";
    private static final String WAIT = "wait";
    private static final List<String> REQUIRED = List.of(Caller.USER_ID, Caller.ROLE);

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_WAIT_SECONDS = 60;

    /** The hub ends a long poll itself; only one that it has lost is ended here. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(1);

    private static final int RETRY_WAIT_MS = 5_000;

    private final Gate gate;
    private final Optional<Revocations> revocations;
    private final BoundedAsk<HubProtocol.Command> hub;
    private final BoundedAsk<History.Command> history;
    private final LongPollSlots longPolls;
    private final LongSupplier ticker;

    /** What a request asks for. */
    private record Wanted(SessionId session, Caller caller, long after, int limit, Duration atMost) {
        View view() {
            return new View(caller.user(), caller.role(), ProtocolVersion.V2, 0);
        }
    }

    /**
     * Reads by these.
     *
     * @param revocations whose tokens are void; empty where there are none
     * @param ticker monotonic, in nanoseconds
     */
    ReadMessagesCall(
            Gate gate,
            Optional<Revocations> revocations,
            BoundedAsk<HubProtocol.Command> hub,
            BoundedAsk<History.Command> history,
            HttpSettings settings,
            LongSupplier ticker) {
        this.gate = gate;
        this.revocations = revocations;
        this.hub = hub;
        this.history = history;
        this.longPolls = new LongPollSlots(settings.maxLongPolls());
        this.ticker = ticker;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions/*/messages", Action.TAKE_PART, this::read);
    }

    private CompletionStage<HttpResponse> read(HttpRequest request, List<String> variables) {
        QueryParameters query = QueryParameters.of(request);
        Optional<Refused> wrong = firstWrong(query);
        if (wrong.isPresent()) {
            return now(Responses.refused(wrong.get()));
        }
        Asker asker = Gate.askerOf(request);
        Caller caller = Caller.of(query, asker);
        Optional<Refused> refused = caller.refusal(asker);
        if (refused.isPresent()) {
            return now(Responses.refused(refused.get()));
        }
        return SessionInPath.answer(
                variables,
                session -> new Reading(asker, wanted(session, caller, query), Exchange.of(request)).answer());
    }

    private static Wanted wanted(SessionId session, Caller caller, QueryParameters query) {
        return new Wanted(
                session,
                caller,
                query.number(AFTER, 0, Long.MAX_VALUE).orElse(0L),
                query.number(LIMIT, 1, MAX_LIMIT).map(Long::intValue).orElse(DEFAULT_LIMIT),
                Duration.ofSeconds(query.number(WAIT, 0, MAX_WAIT_SECONDS).orElse(0L)));
    }

    private Optional<Refused> firstWrong(QueryParameters query) {
        Optional<Refused> wrongCaller =
                Caller.firstWrong(query, gate.asksForProof(), REQUIRED, String.join(", ", List.of(AFTER, LIMIT, WAIT)));
        if (wrongCaller.isPresent()) {
            return wrongCaller;
        }
        if (query.has(WebSocketCall.AFTER_SEQ)) {
            // Ignored like other strange parameters it would read the first page for ever.
            return Optional.of(Refusal.INVALID_AFTER.because(WebSocketCall.AFTER_SEQ
                    + " is the WebSocket's; the position to read after is called " + AFTER + " here"));
        }
        if (isWrong(query, AFTER, 0, Long.MAX_VALUE)) {
            return wrong(query, Refusal.INVALID_AFTER, AFTER, "0 to " + Long.MAX_VALUE);
        }
        if (isWrong(query, LIMIT, 1, MAX_LIMIT)) {
            return wrong(query, Refusal.INVALID_LIMIT, LIMIT, "1 to " + MAX_LIMIT);
        }
        if (isWrong(query, WAIT, 0, MAX_WAIT_SECONDS)) {
            return wrong(query, Refusal.INVALID_WAIT, WAIT, "0 to " + MAX_WAIT_SECONDS + " seconds");
        }
        return Optional.empty();
    }

    private static boolean isWrong(QueryParameters query, String name, long least, long most) {
        return query.has(name) && query.number(name, least, most).isEmpty();
    }

    private static Optional<Refused> wrong(QueryParameters query, Refusal refusal, String name, String allowed) {
        return Optional.of(refusal.because(name + ": " + query.written(name) + " (allowed: " + allowed + ")"));
    }

    /**
     * One request until it is answered: ask the hub whether the user may read, read, and where there is nothing let the
     * hub say when it is time to read again. Whether the session has ended is known before each reading: of one that
     * has, what is read is all that there will be.
     *
     * <p>The first reading needs no long poll: it may be of a session that nobody is in, for which no actor is started,
     * and it takes no slot of those who wait.
     *
     * <p>Step by step, each by whatever thread brings the answer to the one before.
     */
    private final class Reading {
        private final Asker asker;
        private final Wanted wanted;
        private final Exchange exchange;
        private final long until;

        /** The time is over when the token expires. */
        private final boolean outlivesToken;

        /** Up to here there is nothing. */
        private long after;

        private boolean ended;
        private LongPollSlots.@Nullable Slot slot;

        /** Who is told when the long poll ends; null while there is none. */
        private final AtomicReference<@Nullable ActorRef<HubProtocol.LongPollReply>> waiting = new AtomicReference<>();

        /** Another long poll has its slot. */
        private volatile boolean gaveWay;

        /** The token is void. */
        private volatile boolean revoked;

        Reading(Asker asker, Wanted wanted, Exchange exchange) {
            this.asker = asker;
            this.wanted = wanted;
            this.exchange = exchange;
            after = wanted.after();
            Optional<Duration> believed = gate.timeLeft(asker).filter(left -> left.compareTo(wanted.atMost()) < 0);
            outlivesToken = believed.isPresent();
            until = ticker.getAsLong() + believed.orElse(wanted.atMost()).toNanos();
        }

        CompletionStage<HttpResponse> answer() {
            return begin().whenComplete((response, failure) -> {
                if (slot != null) {
                    slot.giveBack();
                }
            });
        }

        private CompletionStage<HttpResponse> begin() {
            return hub.<HubProtocol.MayReadReply>ask(replyTo -> new HubProtocol.MayRead(
                            wanted.session(),
                            wanted.caller().user(),
                            wanted.caller().role(),
                            replyTo))
                    .thenCompose(reply -> reply instanceof HubProtocol.Readable readable
                            ? read(readable)
                            : now(refused((HubProtocol.NotDone) reply)));
        }

        private CompletionStage<HttpResponse> read(HubProtocol.Readable readable) {
            ended = !readable.session().info().active();
            return readOn(readable.session());
        }

        private CompletionStage<HttpResponse> readOn(StoredSession session) {
            return history.<History.ReadReply>ask(
                            exchange.client(),
                            replyTo -> new History.ReadToEnd(
                                    session.key(), wanted.view(), after, wanted.limit(), exchange.client(), replyTo))
                    .thenCompose(reply -> reply instanceof History.Page page
                            ? onPage(session, page)
                            : now(notRead(((History.ReadFailed) reply).trouble())));
        }

        private static HttpResponse notRead(Trouble trouble) {
            return trouble.passing()
                    ? Responses.refused(
                            Refusal.UNAVAILABLE, "the messages cannot be read at the moment; try again later")
                    : Responses.refused(StorageFailure.unreadable(trouble));
        }

        private CompletionStage<HttpResponse> onPage(StoredSession session, History.Page page) {
            if (!page.messages().isEmpty() || wanted.atMost().isZero()) {
                return now(answered(page));
            }
            boolean over = remaining().isNegative() || remaining().isZero() || exchange.hasClientLeft();
            if (page.upTo() < page.end()) {
                after = page.upTo();
                return over ? now(atEnd(page)) : readOn(session);
            }
            after = page.end();
            if (ended) {
                return now(Responses.refused(
                        Refusal.SESSION_ENDED,
                        "session " + wanted.session() + " has ended, and there is nothing after " + wanted.after()));
            }
            return over ? now(atEnd(page)) : await(session, page);
        }

        private CompletionStage<HttpResponse> await(StoredSession session, History.Page nothing) {
            if (slot == null) {
                slot = longPolls.take(exchange.client(), isKnown(session.info()), this::giveWay);
            }
            if (slot == null) {
                return now(Responses.refused(Refusal.UNAVAILABLE
                        .because("more than " + longPolls.max() + " requests wait for messages; try again later")
                        .with("retry_after_ms", RETRY_WAIT_MS)));
            }
            LongPollId id = LongPollId.next();
            Duration left = remaining();
            CompletionStage<HubProtocol.LongPollReply> over = hub.askBeside(
                    replyTo -> {
                        waiting.set(replyTo);
                        return new HubProtocol.LongPoll(
                                wanted.session(),
                                wanted.caller().user(),
                                wanted.caller().role(),
                                exchange.client(),
                                after,
                                left,
                                id,
                                replyTo);
                    },
                    left.plus(LOST_AFTER));
            // Only now: the hub must not hear of the end of a long poll before it hears of its beginning.
            exchange.whenClientLeaves(() -> {
                hub.tell(new HubProtocol.StopLongPoll(wanted.session(), id));
                ActorRef<HubProtocol.LongPollReply> replyTo = waiting.get();
                if (replyTo != null) {
                    replyTo.tell(HubProtocol.LongPollSuperseded.INSTANCE);
                }
            });
            if (gaveWay) {
                giveWay();
            }
            Runnable forgetToken = revocations
                    .map(known -> known.whenRevoked(Access.deviceOf(asker), this::revoke))
                    .orElse(() -> {});
            return over.handle((reply, failure) -> {
                        forgetToken.run();
                        exchange.forgetClient();
                        return failure == null ? onEnd(nothing, id, reply) : onLost(session, id, failure);
                    })
                    .thenCompose(answer -> answer);
        }

        private void revoke() {
            revoked = true;
            giveWay();
        }

        private void giveWay() {
            gaveWay = true;
            ActorRef<HubProtocol.LongPollReply> replyTo = waiting.get();
            if (replyTo != null) {
                replyTo.tell(HubProtocol.LongPollSuperseded.INSTANCE);
            }
        }

        /** Of a student the hub has said that it may read: it is in the list. */
        private boolean isKnown(SessionInfo session) {
            return wanted.caller().role() == Role.STUDENT
                    || wanted.caller().user().equals(session.createdBy());
        }

        private CompletionStage<HttpResponse> onEnd(
                History.Page nothing, LongPollId id, HubProtocol.LongPollReply reply) {
            if (reply instanceof HubProtocol.NotDone notDone) {
                return now(refused(notDone));
            }
            if (gaveWay) {
                hub.tell(new HubProtocol.StopLongPoll(wanted.session(), id));
            }
            if (revoked) {
                return now(Gate.refused(
                        Refusal.UNAUTHORIZED.because("the token is void: its device was signed out meanwhile")));
            }
            if (gaveWay || exchange.hasClientLeft() || reply == HubProtocol.LongPollSuperseded.INSTANCE) {
                return now(answered(nothing));
            }
            return read((HubProtocol.Readable) reply);
        }

        /** The hub or the session may have failed with the long poll; the log is there nevertheless. */
        private CompletionStage<HttpResponse> onLost(StoredSession session, LongPollId id, Throwable failure) {
            if (!(Causes.of(failure) instanceof TimeoutException)) {
                return CompletableFuture.failedStage(failure);
            }
            hub.tell(new HubProtocol.StopLongPoll(wanted.session(), id));
            return readOn(session);
        }

        private HttpResponse atEnd(History.Page nothing) {
            return outlivesToken
                    ? Gate.refused(
                            Refusal.UNAUTHORIZED.because("the token has expired meanwhile: come back with a new one"))
                    : answered(nothing);
        }

        private Duration remaining() {
            return Duration.ofNanos(until - ticker.getAsLong());
        }

        private static HttpResponse answered(History.Page page) {
            return Responses.bytes(200, MessagesBody.of(page));
        }
    }

    private static HttpResponse refused(HubProtocol.NotDone reply) {
        return Responses.refused(reply.refused());
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
