package switchboard.http.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.connection.Handshake;
import switchboard.connection.websocket.Upgrade;
import switchboard.http.body.Responses;
import switchboard.http.guard.ClientLines;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.request.Caller;
import switchboard.http.request.QueryParameters;
import switchboard.http.request.RequestHead;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;

/**
 * {@code GET /ws}: the checks before the upgrade, in the order of protocol.md, section 4. What depends on the session
 * is judged by the hub, which makes a reservation for a client that may join. The reservation is released if the
 * upgrade comes to nothing.
 */
final class WebSocketCall {
    static final String AFTER_SEQ = "after_seq";

    private static final List<String> REQUIRED = List.of(Caller.USER_ID, Caller.ROLE, Caller.SESSION_ID);

    private final Gate gate;
    private final BoundedAsk<HubProtocol.Command> hub;
    private final CorsPolicy cors;
    private final WebSocketUpgrade upgrade;

    /** Who wants to join which session, as the query says it. */
    private record Wanted(Asker asker, Caller caller, SessionId session, long afterSeq, AddressBlock client) {}

    WebSocketCall(Gate gate, BoundedAsk<HubProtocol.Command> hub, CorsPolicy cors, WebSocketUpgrade upgrade) {
        this.gate = gate;
        this.hub = hub;
        this.cors = cors;
        this.upgrade = upgrade;
    }

    void addTo(Routes routes) {
        // Who asks is asked later, in the order of the protocol.
        routes.with("GET", RequestHead.WEB_SOCKETS, Action.ASK_AS_ANYBODY, (request, none) -> open(request));
    }

    private CompletionStage<HttpResponse> open(HttpRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Optional<Refused> wrong = firstWrong(query);
        if (wrong.isPresent()) {
            return now(Responses.refused(wrong.get()));
        }
        Optional<ProtocolVersion> version = Upgrade.of(request).map(Upgrade::version);
        if (version.isEmpty()) {
            return now(upgradeRequired());
        }
        Optional<Refused> foreign = cors.foreignOrigin(RequestHead.of(request), RequestHead.WEB_SOCKETS);
        if (foreign.isPresent()) {
            return now(Responses.refused(foreign.get()));
        }
        Optional<SessionId> session = query.value(Caller.SESSION_ID).flatMap(SessionId::parse);
        return gate.admit(request, Action.TAKE_PART, session, known -> {
            Asker asker = Gate.askerOf(known);
            Wanted wanted = wanted(query, asker, Exchange.clientOf(request).block());
            Optional<Refused> refused = wanted.caller().refusal(asker);
            return refused.isPresent() ? now(Responses.refused(refused.get())) : join(request, wanted, version.get());
        });
    }

    private CompletionStage<HttpResponse> join(HttpRequest request, Wanted wanted, ProtocolVersion version) {
        return hub.<HubProtocol.AdmitReply>ask(replyTo -> new HubProtocol.Admit(
                        wanted.session(),
                        wanted.caller().user(),
                        wanted.caller().role(),
                        version,
                        wanted.client(),
                        replyTo))
                .thenApply(reply -> reply instanceof HubProtocol.Admitted admitted
                        ? upgraded(request, handshake(wanted, version, admitted))
                        : Responses.refused(((HubProtocol.NotDone) reply).refused()));
    }

    private Optional<Refused> firstWrong(QueryParameters query) {
        Optional<Refused> wrongCaller = Caller.firstWrong(query, gate.asksForProof(), REQUIRED, AFTER_SEQ);
        if (wrongCaller.isPresent()) {
            return wrongCaller;
        }
        if (query.value(Caller.SESSION_ID).flatMap(SessionId::parse).isEmpty()) {
            return wrong(query, Refusal.INVALID_SESSION_ID, Caller.SESSION_ID, "a UUID");
        }
        if (query.has(AFTER_SEQ) && afterSeq(query).isEmpty()) {
            return wrong(query, Refusal.INVALID_AFTER_SEQ, AFTER_SEQ, "0 to " + Long.MAX_VALUE);
        }
        return Optional.empty();
    }

    private static Optional<Refused> wrong(QueryParameters query, Refusal refusal, String name, String allowed) {
        return Optional.of(refusal.because(name + ": " + query.written(name) + " (allowed: " + allowed + ")"));
    }

    /** Reads what {@link #firstWrong} found nothing wrong with. */
    private static Wanted wanted(QueryParameters query, Asker asker, AddressBlock client) {
        return new Wanted(
                asker,
                Caller.of(query, asker),
                query.value(Caller.SESSION_ID).flatMap(SessionId::parse).orElseThrow(),
                query.has(AFTER_SEQ) ? afterSeq(query).orElseThrow() : 0,
                client);
    }

    private static Optional<Long> afterSeq(QueryParameters query) {
        return query.number(AFTER_SEQ, 0, Long.MAX_VALUE);
    }

    private static Handshake handshake(Wanted wanted, ProtocolVersion version, HubProtocol.Admitted admitted) {
        return new Handshake(
                admitted.connection(),
                admitted.session(),
                wanted.caller().user(),
                wanted.caller().role(),
                version,
                wanted.afterSeq(),
                wanted.client(),
                wanted.asker());
    }

    private HttpResponse upgraded(HttpRequest request, Handshake handshake) {
        HttpResponse response;
        try {
            response = upgrade.accept(request, handshake);
        } catch (RuntimeException failed) {
            release(handshake);
            throw failed;
        }
        if (response.getAttribute(Upgrade.SOCKET).isPresent()) {
            ClientLines.opened(Exchange.clientOf(request), handshake);
        } else {
            release(handshake);
        }
        return response;
    }

    private void release(Handshake handshake) {
        hub.tell(new HubProtocol.Release(handshake.session().id(), handshake.connection()));
    }

    /** Says what an upgrade needs, also to a client that tried another version of the protocol (RFC 6455, 4.4). */
    private static HttpResponse upgradeRequired() {
        return Responses.refused(Refusal.UPGRADE_REQUIRED.because(
                        "not a WebSocket handshake (required: GET by HTTP/1.1 with Upgrade: websocket, Connection: Upgrade,"
                                + " Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key of 16 bytes in base64)"))
                .addHeader(RawHeader.create("Upgrade", "websocket"))
                .addHeader(RawHeader.create("Sec-WebSocket-Version", "13"));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
