package switchboard.http.body;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.marshallers.jackson.Jackson;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.failures.Causes;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * One kind of request body: the record to which it is bound, and what a client hears whose body is no such object. The
 * members of the record are {@link JsonMember}s; the record itself judges what they may be. Thread-safe.
 */
public final class JsonBody<T> {
    private final Unmarshaller<ByteString, T> unmarshaller;
    private final String allowed;

    /**
     * @param type a record of {@link JsonMember}s, {@link JsonIdList}s and their like
     * @param allowed how such a body is written, for error texts
     */
    public JsonBody(ObjectMapper mapper, Class<T> type, String allowed) {
        unmarshaller = Jackson.byteStringUnmarshaller(mapper, type);
        this.allowed = allowed;
    }

    /** A body that was read: bound to its record, or refused. */
    public sealed interface Read<T> {
        CompletionStage<HttpResponse> answeredBy(Function<T, CompletionStage<HttpResponse>> use);
    }

    public record Good<T>(T body) implements Read<T> {
        @Override
        public CompletionStage<HttpResponse> answeredBy(Function<T, CompletionStage<HttpResponse>> use) {
            return use.apply(body);
        }
    }

    public record Bad<T>(Refused refused) implements Read<T> {
        @Override
        public CompletionStage<HttpResponse> answeredBy(Function<T, CompletionStage<HttpResponse>> use) {
            return CompletableFuture.completedStage(Responses.refused(refused));
        }
    }

    /** @param body valid UTF-8 */
    public CompletionStage<Read<T>> read(ByteString body, Materializer materializer) {
        return unmarshaller.unmarshal(body, materializer).handle((bound, failure) -> {
            if (failure != null) {
                return new Bad<>(wrong(body, failure));
            }
            return bound == null ? new Bad<>(noObject()) : new Good<>(bound);
        });
    }

    private Refused wrong(ByteString body, Throwable failure) {
        Throwable cause = Causes.of(failure);
        if (!(cause instanceof Jackson.JacksonUnmarshallingException)
                || !(cause.getCause() instanceof JsonProcessingException problem)) {
            throw new CompletionException(cause);
        }
        if (problem instanceof JsonMember.Twice twice) {
            return Refusal.INVALID_JSON.because(twice.getOriginalMessage());
        }
        if (problem instanceof MismatchedInputException) {
            // A member may be anything, so inside of an object nothing mismatches.
            return beginsAnObject(body)
                    ? Refusal.INVALID_JSON.because("something follows the JSON object (allowed: one object)")
                    : noObject();
        }
        return Refusal.INVALID_JSON.because("the body is not valid JSON" + where(problem.getLocation()));
    }

    private Refused noObject() {
        return Refusal.INVALID_JSON.because("the body is no JSON object (allowed: " + allowed + ")");
    }

    private static boolean beginsAnObject(ByteString body) {
        return body.utf8String().strip().startsWith("{");
    }

    private static String where(@Nullable JsonLocation at) {
        return at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
