package switchboard.identity.tokens;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where an issuer publishes its keys: a file, or an address of the web. */
final class PublishedKeys implements JWKSetSource<SecurityContext> {
    /** How long whoever waits to be let in waits for keys. */
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** A hundred keys with their certificates. */
    private static final int MOST_BYTES = 512 * 1024;

    private interface Text {
        String read() throws IOException, InterruptedException;
    }

    private final Text text;

    private PublishedKeys(Text text) {
        this.text = text;
    }

    static PublishedKeys in(Path file) {
        return new PublishedKeys(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw tooLong();
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    static PublishedKeys at(URI address) {
        return at(address, TIMEOUT);
    }

    /**
     * No redirect is followed: it is this address that the operator believes.
     *
     * @param within how long the whole answer may take, however slowly it drips
     */
    static PublishedKeys at(URI address, Duration within) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(within)
                .build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        return new PublishedKeys(() -> {
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request, info -> new BoundedBody(BodySubscribers.ofByteArray()));
            try {
                HttpResponse<byte[]> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
                if (response.statusCode() != 200) {
                    throw new IOException("answered with status " + response.statusCode());
                }
                return new String(response.body(), StandardCharsets.UTF_8);
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause());
            } catch (TimeoutException tooSlow) {
                answer.cancel(true);
                throw new IOException("no whole answer within " + within.toMillis() + " ms", tooSlow);
            }
        });
    }

    private static IOException tooLong() {
        return new IOException("more than " + MOST_BYTES + " bytes");
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator asked, long now, SecurityContext none)
            throws JWKSetUnavailableException {
        try {
            return JWKSet.parse(text.read());
        } catch (IOException | ParseException unreadable) {
            throw new JWKSetUnavailableException(unreadable.getMessage(), unreadable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new JWKSetUnavailableException("interrupted", stopped);
        }
    }

    @Override
    public void close() {
        // Nothing is open between two readings.
    }

    /** A body of which no more is taken than a key set may have. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> whole;
        private Flow.@Nullable Subscription subscription;
        private long bytes;

        BoundedBody(HttpResponse.BodySubscriber<byte[]> whole) {
            this.whole = whole;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            whole.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (bytes > MOST_BYTES && subscription != null) {
                subscription.cancel();
                whole.onError(tooLong());
            } else {
                whole.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable cause) {
            whole.onError(cause);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
