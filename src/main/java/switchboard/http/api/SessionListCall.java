package switchboard.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.request.QueryParameters;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/**
 * {@code GET /api/sessions}: sessions, by what has become of them and who created them (protocol.md, section 3). A list
 * is never in memory as a whole: some sessions are asked for, written and forgotten, and the next ones only once the
 * client has taken these.
 */
final class SessionListCall {
    private static final String LIMIT = "limit";
    private static final String AFTER = "after";
    private static final String STATUS = "status";
    private static final String CREATED_BY = "created_by";

    private static final int MAX_PAGE = 1000;

    /** A page ends here even if it holds fewer: a thousand sessions of 2,000 students are a hundred megabytes. */
    private static final int MAX_PAGE_BYTES = 4 << 20;

    /** How many sessions the hub is asked for at once. */
    private static final int STEP = 50;

    /** A piece gets no more sessions once it is so long. */
    private static final int PIECE_BYTES = 32 << 10;

    private static final byte[] BEGIN = ascii("{\"sessions\":[");

    private record UnlistedBody(List<SessionId> sessions, boolean listed) {}

    private static final UnlistedBody UNLISTED = new UnlistedBody(List.of(), false);

    private record NoneBody(List<SessionId> sessions) {}

    private static final NoneBody NONE = new NoneBody(List.of());

    private record ListedSession(@JsonUnwrapped SessionInfo session, int connectionCount) {}

    private final BoundedAsk<HubProtocol.Command> hub;
    private final LargeResponses large;
    private final boolean listed;

    /** @param listed whether sessions are shown to everybody; if not, every list is empty */
    SessionListCall(BoundedAsk<HubProtocol.Command> hub, LargeResponses large, boolean listed) {
        this.hub = hub;
        this.large = large;
        this.listed = listed;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions", Action.LIST_SESSIONS, this::list);
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> none) {
        QueryParameters query = QueryParameters.of(request);
        Optional<Refused> wrong = firstWrong(query);
        if (wrong.isPresent()) {
            return CompletableFuture.completedStage(Responses.refused(wrong.get()));
        }
        if (!listed) {
            return CompletableFuture.completedStage(Responses.json(200, UNLISTED));
        }
        Optional<UserId> only = Access.sessionsOf(Gate.askerOf(request));
        if (only.isPresent()
                && query.has(CREATED_BY)
                && !query.value(CREATED_BY).equals(only.map(UserId::value))) {
            return CompletableFuture.completedStage(Responses.json(200, NONE));
        }
        return new Listing(
                        filter(query, Gate.askerOf(request)),
                        Gate.askerOf(request),
                        query.number(LIMIT, 1, MAX_PAGE).map(Long::intValue).orElse(MAX_PAGE),
                        query.value(AFTER).flatMap(SessionId::parse).orElse(null),
                        Exchange.of(request))
                .answer();
    }

    private static SessionFilter filter(QueryParameters query, Asker asker) {
        return new SessionFilter(
                query.value(STATUS).flatMap(SessionFilter.Status::of).orElse(SessionFilter.Status.ACTIVE),
                query.value(CREATED_BY)
                        .map(UserId::new)
                        .or(() -> Access.sessionsOf(asker))
                        .orElse(null),
                Access.studentOf(asker),
                Access.onlySessionOf(asker));
    }

    private static Optional<Refused> firstWrong(QueryParameters query) {
        if (query.has(LIMIT) && query.number(LIMIT, 1, MAX_PAGE).isEmpty()) {
            return wrong(query, Refusal.INVALID_LIMIT, LIMIT, "1 to " + MAX_PAGE);
        }
        if (query.has(AFTER) && query.value(AFTER).flatMap(SessionId::parse).isEmpty()) {
            return wrong(query, Refusal.INVALID_AFTER, AFTER, "the next of the page before, a session's id");
        }
        if (query.has(STATUS)
                && query.value(STATUS).flatMap(SessionFilter.Status::of).isEmpty()) {
            return wrong(query, Refusal.INVALID_STATUS, STATUS, SessionFilter.Status.ALLOWED);
        }
        if (query.has(CREATED_BY)
                && query.value(CREATED_BY).filter(UserId::isValid).isEmpty()) {
            return wrong(query, Refusal.INVALID_CREATED_BY, CREATED_BY, UserId.ALLOWED);
        }
        return Optional.empty();
    }

    private static Optional<Refused> wrong(QueryParameters query, Refusal refusal, String name, String allowed) {
        return Optional.of(refusal.because(name + ": " + query.written(name) + " (allowed: " + allowed + ")"));
    }

    /** One list from its first piece to its last. One thread after another makes a piece. */
    private final class Listing {
        private final SessionFilter filter;
        private final Asker asker;
        private final Exchange exchange;
        private int left;
        private long listedBytes;
        private @Nullable SessionId last;
        private boolean begun;
        private boolean over;

        /** The size of the piece before: it may still be on its way when the next one is asked for. */
        private int pieceBefore;

        Listing(SessionFilter filter, Asker asker, int limit, @Nullable SessionId after, Exchange exchange) {
            this.filter = filter;
            this.asker = asker;
            this.exchange = exchange;
            left = limit;
            last = after;
        }

        CompletionStage<HttpResponse> answer() {
            return ask().thenCompose(reply -> reply instanceof HubProtocol.Listed listed
                    ? written(listed).thenApply(this::begunWith)
                    : CompletableFuture.completedStage(Responses.refused(((HubProtocol.NotDone) reply).refused())));
        }

        private HttpResponse begunWith(ByteString first) {
            if (over) {
                return Responses.bytes(200, first.toArrayUnsafe());
            }
            if (!exchange.holdAnswer(first.length())) {
                return Responses.refused(exchange.tooMuchUnsent());
            }
            pieceBefore = first.length();
            return Responses.pieces(Source.single(first).concatLazy(Source.unfoldAsync(this, Listing::next)), exchange);
        }

        private CompletionStage<Optional<Pair<Listing, ByteString>>> next() {
            if (over) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            SessionId before = last;
            return ask().handle((reply, failure) -> failure != null || reply instanceof HubProtocol.NotDone
                            ? CompletableFuture.completedStage(brokenOffAfter(before))
                            : written((HubProtocol.Listed) reply))
                    .thenCompose(Function.identity())
                    .thenApply(piece -> Optional.of(Pair.create(this, kept(piece, before))));
        }

        /** The piece; or the end of the list, if the client may have no more in memory. It tells where to ask on. */
        private ByteString kept(ByteString piece, @Nullable SessionId before) {
            if (!exchange.holdAnswer(pieceBefore + piece.length())) {
                return brokenOffAfter(before);
            }
            pieceBefore = piece.length();
            return piece;
        }

        private CompletionStage<HubProtocol.ListReply> ask() {
            return hub.ask(replyTo -> new HubProtocol.ListSessions(filter, Math.min(left, STEP), last, replyTo));
        }

        private CompletionStage<ByteString> written(HubProtocol.Listed listed) {
            int bytes = listed.sessions().stream()
                    .mapToInt(found -> SessionCalls.estimatedBytes(found.session()))
                    .sum();
            return large.make(Math.min(bytes, PIECE_BYTES), () -> write(listed));
        }

        private ByteString write(HubProtocol.Listed listed) {
            ByteArrayOutputStream piece = new ByteArrayOutputStream();
            if (!begun) {
                piece.writeBytes(BEGIN);
            }
            int count = 0;
            for (HubProtocol.Found found : listed.sessions()) {
                if (left == 0 || piece.size() >= PIECE_BYTES || listedBytes >= MAX_PAGE_BYTES) {
                    break;
                }
                if (begun) {
                    piece.write(',');
                }
                begun = true;
                byte[] session = json(Access.view(asker, found.session()), found.connectionCount());
                piece.writeBytes(session);
                listedBytes += session.length;
                last = found.session().id();
                left--;
                count++;
            }
            boolean all = count == listed.sessions().size() && listed.next().isEmpty();
            if (all) {
                over = true;
                piece.writeBytes(ascii("]}"));
            } else if (left == 0 || count == 0 || listedBytes >= MAX_PAGE_BYTES) {
                over = true;
                piece.writeBytes(endBefore(count == 0 ? listed.next().orElse(last) : last));
            }
            return ByteString.fromArrayUnsafe(piece.toByteArray());
        }

        /** Ends the list early, which a page may: the client asks on behind this session. */
        private ByteString brokenOffAfter(@Nullable SessionId session) {
            over = true;
            return ByteString.fromArrayUnsafe(endBefore(session));
        }
    }

    private static byte[] endBefore(@Nullable SessionId next) {
        return ascii("],\"next\":\"" + next + "\"}");
    }

    private static byte[] json(SessionInfo session, int connectionCount) {
        try {
            return ProtocolJson.MAPPER.writeValueAsBytes(new ListedSession(session, connectionCount));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a session has no JSON", bug);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
