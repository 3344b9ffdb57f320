package switchboard.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Refusal;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.session.Sessions;

/** The calls that create, list, show and end sessions (protocol.md, section 3). */
final class SessionCalls {
    private static final int MAX_PAGE = 1000;

    /** A page ends here even if it holds fewer: a thousand classes of 2,000 students are a hundred megabytes. */
    private static final int MAX_PAGE_BYTES = 4 << 20;

    /** About what a listed session takes beside its students. */
    private static final int OTHER_BYTES = 300;

    private record CreatedBody(SessionInfo session) {}

    private record ShownBody(SessionInfo session, int connectionCount) {}

    private record EndedBody(String message, SessionInfo session) {}

    /** @param listed {@code false} where no class is ever listed, else absent */
    private record ListBody(
            List<ListedSession> sessions,
            @Nullable SessionId next,
            @Nullable Boolean listed) {}

    private static final ListBody UNLISTED = new ListBody(List.of(), null, false);

    private record ListedSession(@JsonUnwrapped SessionInfo session, int connectionCount) {}

    private final Part<Sessions.Command> hub;
    private final RequestBodies bodies;
    private final int maxStudents;
    private final boolean listed;
    private final JsonBody<CreateSessionBody> creation;

    /** @param listed whether active classes are shown to whoever asks */
    SessionCalls(Part<Sessions.Command> hub, RequestBodies bodies, int maxStudents, boolean listed) {
        this.hub = hub;
        this.bodies = bodies;
        this.maxStudents = maxStudents;
        this.listed = listed;
        this.creation = CreateSessionBody.ofAtMost(maxStudents);
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions", this::list)
                .with("POST", "/api/sessions", this::create)
                .with("GET", "/api/sessions/*", this::show)
                .with("DELETE", "/api/sessions/*", this::end);
    }

    private CompletionStage<HttpResponse> create(HttpRequest request, List<String> none) {
        return bodies.read(request, creation, body -> {
            CreateSessionBody.Outcome outcome = body.judge(maxStudents);
            if (outcome instanceof CreateSessionBody.Bad bad) {
                return now(Answers.refused(bad.refused()));
            }
            CreateSessionBody.Good good = (CreateSessionBody.Good) outcome;
            return hub.<Sessions.CreateReply>ask(replyTo -> new Sessions.Create(
                            good.name(), good.instructor(), good.studentIds(), Exchange.clientOf(request), replyTo))
                    .thenApply(reply -> reply instanceof Sessions.Created created
                            ? created(created.session())
                            : refused((Sessions.NotDone) reply));
        });
    }

    private static HttpResponse created(SessionInfo session) {
        return Answers.json(201, new CreatedBody(session))
                .addHeader(RawHeader.create("Location", "/api/sessions/" + session.id()));
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> none) {
        QueryParameters query = QueryParameters.of(request);
        int limit = MAX_PAGE;
        if (query.has("limit")) {
            Optional<Long> given = query.number("limit", 1, MAX_PAGE);
            if (given.isEmpty()) {
                return now(Answers.refused(
                        Refusal.INVALID_LIMIT,
                        "limit: " + query.written("limit") + " (allowed: 1 to " + MAX_PAGE + ")"));
            }
            limit = given.get().intValue();
        }
        SessionId after = null;
        if (query.has("after")) {
            after = query.value("after").flatMap(SessionId::parse).orElse(null);
            if (after == null) {
                return now(Answers.refused(
                        Refusal.INVALID_AFTER,
                        "after: " + query.written("after")
                                + " (allowed: the next of the page before, a session's id)"));
            }
        }
        return listed ? listed(limit, after) : now(Answers.json(200, UNLISTED));
    }

    private CompletionStage<HttpResponse> listed(int limit, @Nullable SessionId after) {
        return hub.<Sessions.ListReply>ask(replyTo -> new Sessions.ListActive(limit, after, replyTo))
                .thenApply(reply ->
                        reply instanceof Sessions.Listed listed ? page(listed) : refused((Sessions.NotDone) reply));
    }

    private static HttpResponse page(Sessions.Listed listed) {
        List<ListedSession> sessions = new ArrayList<>();
        Optional<SessionId> next = listed.next();
        int bytes = 0;
        for (Sessions.Found found : listed.sessions()) {
            if (bytes > MAX_PAGE_BYTES) {
                next = Optional.of(sessions.get(sessions.size() - 1).session().id());
                break;
            }
            bytes += estimatedBytes(found.session());
            sessions.add(new ListedSession(found.session(), found.connectionCount()));
        }
        return Answers.json(200, new ListBody(sessions, next.orElse(null), null));
    }

    /** Nearly all of it are the ids, each between quotes and behind a comma. */
    private static int estimatedBytes(SessionInfo session) {
        int bytes = OTHER_BYTES;
        for (UserId student : session.studentIds()) {
            bytes += student.value().length() + 3;
        }
        return bytes;
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, List<String> variables) {
        Optional<SessionId> id = SessionId.parse(variables.get(0));
        if (id.isEmpty()) {
            return now(Answers.noSuchSession(variables.get(0)));
        }
        return hub.<Sessions.FindReply>ask(replyTo -> new Sessions.Find(id.get(), replyTo))
                .thenApply(reply ->
                        reply instanceof Sessions.Found found ? shown(found) : refused((Sessions.NotDone) reply));
    }

    private static HttpResponse shown(Sessions.Found found) {
        return Answers.json(200, new ShownBody(found.session(), found.connectionCount()));
    }

    private CompletionStage<HttpResponse> end(HttpRequest request, List<String> variables) {
        Optional<SessionId> id = SessionId.parse(variables.get(0));
        if (id.isEmpty()) {
            return now(Answers.noSuchSession(variables.get(0)));
        }
        return hub.<Sessions.EndReply>ask(replyTo -> new Sessions.End(id.get(), Exchange.clientOf(request), replyTo))
                .thenApply(reply -> reply instanceof Sessions.Ended ended
                        ? ended(ended.session())
                        : refused((Sessions.NotDone) reply));
    }

    private static HttpResponse ended(SessionInfo session) {
        return Answers.json(200, new EndedBody("Session ended successfully", session));
    }

    private static HttpResponse refused(Sessions.NotDone reply) {
        return Answers.refused(reply.refused());
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
