package switchboard.http.body;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import switchboard.failures.Causes;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.HttpSettings;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.time.Deadlines;

/**
 * Reads the bodies of requests into memory: JSON only, up to a size, within a time. A body that does not come whole
 * with its head is counted by the budget for incoming bytes, as far as it has come, until the request is answered.
 * Thread-safe.
 */
public final class RequestBodies {
    private final long maxBytes;
    private final long incomingBytes;
    private final Duration within;
    private final Deadlines deadlines;
    private final Materializer materializer;
    private final LargeRequests large;

    public RequestBodies(HttpSettings settings, Deadlines deadlines, Materializer materializer) {
        this.maxBytes = settings.maxBodyBytes();
        this.incomingBytes = settings.incomingBytes();
        this.within = settings.bodyWithin();
        this.deadlines = deadlines;
        this.materializer = materializer;
        this.large = new LargeRequests(settings.waitingBodies());
    }

    /**
     * Lets {@code use} answer the request once its body has come and is bound. What is wrong with the body as a whole
     * is answered here: 400, 408, 413, 415, or 503 where the server has too many bodies.
     */
    public <T> CompletionStage<HttpResponse> read(
            HttpRequest request, JsonBody<T> kind, Function<T, CompletionStage<HttpResponse>> use) {
        return readText(request, body -> kind.read(body, materializer).thenCompose(read -> read.answeredBy(use)));
    }

    /** The same for a body that {@code use} reads itself; it gets valid UTF-8. */
    public CompletionStage<HttpResponse> readText(
            HttpRequest request, Function<ByteString, CompletionStage<HttpResponse>> use) {
        Optional<Refused> undeclared = DeclaredBody.wrong(request);
        if (undeclared.isPresent()) {
            return now(Responses.refused(undeclared.get()));
        }
        OptionalLong length = request.entity().getContentLengthOption();
        if (length.isPresent() && length.getAsLong() > maxBytes) {
            return now(tooLarge());
        }
        if (request.entity() instanceof HttpEntity.Strict whole) {
            return useText(whole.getData(), use);
        }
        Exchange exchange = Exchange.of(request);
        SharedKillSwitch reading = KillSwitches.shared("body");
        ComingBody coming = new ComingBody(maxBytes, giveWay -> exchange.incoming(giveWay), reading);
        return bytes(request.entity(), coming, reading)
                .thenApply(bytes -> {
                    exchange.bodyRead();
                    return bytes;
                })
                .handle((body, failure) -> failure == null ? use(body, exchange, use) : now(unreadable(failure)))
                .thenCompose(Function.identity())
                .whenComplete((answer, bug) -> coming.forget());
    }

    private CompletionStage<HttpResponse> use(
            ByteString body, Exchange exchange, Function<ByteString, CompletionStage<HttpResponse>> use) {
        return LargeRequests.isLarge(body)
                ? large.answer(() -> useText(body, use))
                : exchange.withPermit(materializer.executionContext(), () -> useText(body, use));
    }

    /** As pekko-http's own {@code toStrict}, but its time-out would count while the process stands still, too. */
    private CompletionStage<ByteString> bytes(RequestEntity entity, ComingBody coming, SharedKillSwitch reading) {
        CompletionStage<ByteString> whole = entity.withSizeLimit(maxBytes)
                .getDataBytes()
                .via(reading.flow())
                .runWith(Sink.foreach(coming::add), materializer)
                .thenApply(end -> coming.bytes());
        Deadlines.Deadline givingUp = deadlines.after(within, () -> reading.abort(new TimeoutException()));
        return whole.whenComplete((bytes, failure) -> givingUp.cancel());
    }

    private static CompletionStage<HttpResponse> useText(
            ByteString body, Function<ByteString, CompletionStage<HttpResponse>> use) {
        return isUtf8(body) ? use.apply(body) : now(Responses.refused(Refusal.INVALID_JSON, "the body is not UTF-8"));
    }

    /** Jackson and pekko-http decode leniently: they take overlong forms and surrogates, or read something else. */
    private static boolean isUtf8(ByteString body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(body.asByteBuffer());
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private HttpResponse unreadable(Throwable failure) {
        Throwable cause = Causes.of(failure);
        if (cause instanceof TimeoutException) {
            return Responses.refused(
                    Refusal.REQUEST_TIMEOUT,
                    "the body did not come within " + within.toMillis() + " ms of the headers");
        }
        if (cause instanceof ComingBody.GaveWay) {
            return Responses.refused(
                    Refusal.UNAVAILABLE,
                    "bodies and messages that are not whole yet have more than " + incomingBytes
                            + " bytes together, most of them from this address; try again later");
        }
        if (cause instanceof EntityStreamSizeException) {
            return tooLarge();
        }
        if (cause instanceof EntityStreamException) {
            // Not its own message, which names classes of the server.
            return Responses.refused(
                    Refusal.BAD_REQUEST, "the body is broken: it ends too early, or its chunks are not as announced");
        }
        throw new CompletionException(cause);
    }

    private HttpResponse tooLarge() {
        return Responses.refused(Refusal.BODY_TOO_LARGE, "the body is too large (allowed: " + maxBytes + " bytes)");
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
