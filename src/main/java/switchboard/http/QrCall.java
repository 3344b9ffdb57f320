package switchboard.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.protocol.Refusal;
import switchboard.web.QrCode;

/** Draws a text as a QR code: the link of a class for a projector. */
final class QrCall {
    private static final String TEXT = "text";

    void addTo(Routes routes) {
        routes.with("GET", "/qr.svg", (request, none) -> CompletableFuture.completedStage(draw(request)));
    }

    private static HttpResponse draw(HttpRequest request) {
        Optional<String> text = QueryParameters.of(request).value(TEXT);
        if (text.isEmpty()) {
            return Answers.refused(
                    Refusal.MISSING_PARAMETER,
                    "text is missing (allowed: 1 to " + QrCode.MAX_BYTES + " bytes of UTF-8)");
        }
        int bytes = text.get().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > QrCode.MAX_BYTES) {
            return Answers.refused(
                    Refusal.INVALID_TEXT, "text has " + bytes + " bytes (allowed: 1 to " + QrCode.MAX_BYTES + ")");
        }
        return HttpResponse.create()
                .withEntity(
                        ContentTypes.create(MediaTypes.IMAGE_SVG_XML),
                        QrCode.of(text.get()).svg().getBytes(StandardCharsets.UTF_8))
                .addHeader(RawHeader.create("Cache-Control", "public, max-age=86400"));
    }
}
