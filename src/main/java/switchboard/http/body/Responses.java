package switchboard.http.body;

import java.util.List;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.apache.pekko.http.javadsl.marshallers.jackson.Jackson;
import org.apache.pekko.http.javadsl.marshalling.Marshaller;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.marshalling.Marshal;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import scala.concurrent.ExecutionContext;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.ErrorBody;
import switchboard.http.request.Quoted;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/** Makes responses. Pure and thread-safe. */
public final class Responses {
    /** The reason, on an answer that refuses. */
    public static final AttributeKey<Refused> REFUSED = AttributeKey.create("switchboard-refused", Refused.class);

    private static final Marshaller<Object, RequestEntity> JSON = Jackson.marshaller(ProtocolJson.MAPPER);

    /** A value in memory is marshalled by the calling thread, at once. */
    private static final ExecutionContext CALLER = ExecutionContexts.fromExecutor(Runnable::run);

    private static final AttributeKey<Boolean> SHARED = AttributeKey.create("switchboard-shared", Boolean.class);

    private Responses() {}

    /**
     * @param body a record whose members are those of the answer, in their order; no messages, which are bytes already
     */
    public static HttpResponse json(int status, Object body) {
        RequestEntity entity =
                new Marshal<>(body).to(JSON.asScala(), CALLER).value().get().get();
        return HttpResponse.create().withStatus(StatusCodes.get(status)).withEntity(entity);
    }

    /** The one form of every error (protocol.md, section 3); says how long to wait where waiting helps. */
    public static HttpResponse refused(Refused refused) {
        HttpResponse response =
                json(refused.refusal().status(), ErrorBody.of(refused)).addAttribute(REFUSED, refused);
        long wait = ErrorBody.retryAfterSeconds(refused);
        return wait > 0 ? response.addHeader(RawHeader.create("Retry-After", Long.toString(wait))) : response;
    }

    /** The same for a refusal without further members. */
    public static HttpResponse refused(Refusal refusal, String message) {
        return refused(refusal.because(message));
    }

    /** The path exists, but not for this method. */
    public static HttpResponse methodNotAllowed(List<String> allowed) {
        String methods = String.join(", ", allowed);
        return refused(Refusal.METHOD_NOT_ALLOWED, "method not allowed here (allowed: " + methods + ")")
                .addHeader(RawHeader.create("Allow", methods));
    }

    /** What is no UUID names no session: to a client the same as one that was never created. */
    public static HttpResponse noSuchSession(String id) {
        return refused(Refusal.SESSION_NOT_FOUND, "no such session: " + Quoted.of(id));
    }

    /** The memory of its body: 0 where that is shared with other answers, or comes piece by piece. */
    public static long bytesOf(HttpResponse response) {
        return response.entity() instanceof HttpEntity.Strict whole
                        && response.getAttribute(SHARED).isEmpty()
                ? whole.getData().length()
                : 0;
    }

    /** JSON that is made as its client takes it. The caller counts the memory of the pieces. */
    public static HttpResponse pieces(Source<ByteString, ?> json, Exchange exchange) {
        exchange.streamBegins();
        Source<ByteString, ?> told = json.watchTermination((made, done) -> {
            done.whenComplete((end, brokenOff) -> exchange.streamEnds());
            return made;
        });
        return HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.APPLICATION_JSON, told));
    }

    /** Marks an answer whose body is in memory once for all clients, so that it is not counted. */
    public static HttpResponse shared(HttpResponse response) {
        return response.addAttribute(SHARED, true);
    }

    /** An answer without a body. */
    public static HttpResponse empty(int status) {
        return HttpResponse.create().withStatus(status);
    }

    /** @param body is not copied: many answers may share its pieces */
    public static HttpResponse pieces(int status, JsonPieces body) {
        ByteStringBuilder all = new ByteStringBuilder();
        body.pieces().forEach(piece -> all.append(ByteString.fromArrayUnsafe(piece)));
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, all.result()));
    }

    /** @param body JSON; must not be changed any more */
    public static HttpResponse bytes(int status, byte[] body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(body)));
    }
}
