package switchboard.http.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.request.QueryParameters;
import switchboard.http.routing.Routes;
import switchboard.http.scheduling.SideThreads;
import switchboard.identity.access.Action;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.shares.FairLimit;
import switchboard.web.QrCode;

/**
 * {@code GET /qr.svg}: draws a text as a QR code, such as the link of a session for a projector. Drawing takes
 * milliseconds, so a thread of its own does it, with a bound on the drawings that wait, and recent drawings are kept.
 */
final class QrCall {
    private static final String TEXT = "text";
    private static final int RETRY_MS = 1_000;

    /** Of all drawings that are kept: a hundred links, which take 5 KB each; the longest text takes 100 KB. */
    private static final int KEPT_BYTES = 512 << 10;

    private final int most;
    private final FairLimit waiting;
    private final Map<String, byte[]> lately = new LinkedHashMap<>(16, 0.75f, true);
    private int keptBytes;
    private final ThreadPoolExecutor thread;

    /** @param most how many drawings one address may wait for at once */
    QrCall(int most) {
        this.most = most;
        this.waiting = new FairLimit(most);
        this.thread = SideThreads.of("qr", 1, new LinkedBlockingQueue<>());
    }

    void addTo(Routes routes) {
        routes.with("GET", "/qr.svg", Action.ASK_AS_ANYBODY, (request, none) -> answer(request));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        Optional<String> text = QueryParameters.of(request).value(TEXT);
        if (text.isEmpty()) {
            return now(Responses.refused(
                    Refusal.MISSING_PARAMETER,
                    "text is missing (allowed: 1 to " + QrCode.MAX_BYTES + " bytes of UTF-8)"));
        }
        int bytes = text.get().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > QrCode.MAX_BYTES) {
            return now(Responses.refused(
                    Refusal.INVALID_TEXT, "text has " + bytes + " bytes (allowed: 1 to " + QrCode.MAX_BYTES + ")"));
        }
        byte[] drawn = find(text.get());
        return drawn == null ? draw(text.get(), Exchange.clientOf(request).block()) : now(image(drawn));
    }

    private CompletionStage<HttpResponse> draw(String text, AddressBlock client) {
        if (!waiting.take(client)) {
            return now(Responses.refused(Refusal.UNAVAILABLE
                    .because("more than " + most + " QR codes wait to be drawn; try again later")
                    .with("retry_after_ms", RETRY_MS)));
        }
        return CompletableFuture.supplyAsync(() -> image(drawn(text)), thread)
                .whenComplete((image, failure) -> waiting.giveBack(client));
    }

    private byte[] drawn(String text) {
        byte[] found = find(text);
        if (found == null) {
            found = QrCode.of(text).svg().getBytes(StandardCharsets.UTF_8);
            keep(text, found);
        }
        return found;
    }

    private byte @Nullable [] find(String text) {
        synchronized (lately) {
            return lately.get(text);
        }
    }

    private void keep(String text, byte[] drawn) {
        synchronized (lately) {
            lately.put(text, drawn);
            keptBytes += drawn.length;
            var oldest = lately.values().iterator();
            while (keptBytes > KEPT_BYTES) {
                keptBytes -= oldest.next().length;
                oldest.remove();
            }
        }
    }

    private static HttpResponse image(byte[] drawn) {
        return HttpResponse.create()
                .withEntity(ContentTypes.create(MediaTypes.IMAGE_SVG_XML), drawn)
                .addHeader(RawHeader.create("Cache-Control", "public, max-age=86400"));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
