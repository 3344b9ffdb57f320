package switchboard.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.net.FieldValues;

/** A file that is served, as it is or compressed. Thread-safe. */
final class WebFile {
    /** Browsers ask each time, so that after an upgrade of the server no old file is used. */
    static final String ASK_AGAIN = "no-cache";

    /** Browsers may keep it: the contents at this address never change. */
    static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            // TypeScript has no registered type; what reads it goes by the name.
            "ts", ContentTypes.TEXT_PLAIN_UTF8,
            "js", ContentTypes.create(MediaTypes.applicationWithOpenCharset("javascript"), HttpCharsets.UTF_8),
            "css", ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8),
            "yaml", ContentTypes.create(MediaTypes.applicationWithOpenCharset("yaml"), HttpCharsets.UTF_8),
            "svg", ContentTypes.create(MediaTypes.IMAGE_SVG_XML));

    private final ContentType type;
    private final byte[] bytes;
    private final String tag;
    private final String caching;

    /** Made on the first request. Two threads at once make it twice, which does no harm: both are the same. */
    private volatile byte @Nullable [] compressed;

    /**
     * @param name whose ending tells the type
     * @param caching {@link #ASK_AGAIN} or {@link #FOR_EVER}
     */
    WebFile(String name, byte[] bytes, String caching) {
        this.type = Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> new IllegalStateException("no type for the file " + name));
        this.bytes = bytes;
        this.tag = digest(bytes);
        this.caching = caching;
    }

    /** @throws IllegalStateException if the program lacks the file */
    static byte[] read(String resource) {
        try (InputStream in = WebFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks its file " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A digest of the contents: 32 hexadecimal digits. */
    static String digest(byte[]... contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The file, or that the client has it already. */
    HttpResponse answer(HttpRequest request) {
        boolean compresses = takesGzip(request);
        // A form of its own has a tag of its own (RFC 9110, 8.8.3).
        String ownTag = '"' + tag + (compresses ? "-gzip" : "") + '"';
        HttpResponse response = isKnown(elements(request, "If-None-Match"), ownTag)
                ? HttpResponse.create().withStatus(304)
                : HttpResponse.create().withEntity(type, compresses ? compressed() : bytes);
        if (compresses) {
            response = response.addHeader(RawHeader.create("Content-Encoding", "gzip"));
        }
        return response.addHeader(RawHeader.create("ETag", ownTag))
                .addHeader(RawHeader.create("Cache-Control", caching))
                .addHeader(RawHeader.create("Vary", "Accept-Encoding"));
    }

    /** By the weak comparison of RFC 9110, 13.1.2; {@code *} fits any tag. */
    private static boolean isKnown(List<String> tags, String ownTag) {
        return tags.contains("*") || tags.contains(ownTag) || tags.contains("W/" + ownTag);
    }

    /** RFC 9110, 12.5.3: an element that names gzip counts; where there is none, {@code *} does. */
    private static boolean takesGzip(HttpRequest request) {
        double byAll = 0;
        for (String coding : elements(request, "Accept-Encoding")) {
            String name =
                    FieldValues.withParameters(coding).stream().findFirst().orElse("");
            if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
                return FieldValues.weight(coding) > 0;
            }
            if (name.equals("*")) {
                byAll = FieldValues.weight(coding);
            }
        }
        return byAll > 0;
    }

    private static List<String> elements(HttpRequest request, String name) {
        List<String> lines = new ArrayList<>();
        request.getHeaders().forEach(header -> {
            if (header.name().equalsIgnoreCase(name)) {
                lines.add(header.value());
            }
        });
        return FieldValues.elements(lines);
    }

    private byte[] compressed() {
        byte[] made = compressed;
        if (made == null) {
            made = compress(bytes);
            compressed = made;
        }
        return made;
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
