package switchboard.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** A file as it is sent, in both forms: as it is, and compressed. Thread-safe. */
final class WebFile {
    /** Asked for again each time: a server that was upgraded must not be met by an old client. */
    static final String ASK_AGAIN = "no-cache";

    /** What stands at this address never changes. */
    static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "js", ContentTypes.create(MediaTypes.applicationWithOpenCharset("javascript"), HttpCharsets.UTF_8),
            "css", ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8),
            "yaml", ContentTypes.create(MediaTypes.applicationWithOpenCharset("yaml"), HttpCharsets.UTF_8),
            "svg", ContentTypes.create(MediaTypes.IMAGE_SVG_XML));

    private final ContentType type;
    private final byte[] bytes;
    private final String tag;
    private final String caching;

    /** Made when it is first asked for, not at the start; by two threads at once it is made twice, and the same. */
    private volatile byte @Nullable [] compressed;

    /**
     * @param name which tells the type by how it ends
     * @param caching {@link #ASK_AGAIN} or {@link #FOR_EVER}
     */
    WebFile(String name, byte[] bytes, String caching) {
        this.type = Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> new IllegalStateException("no type for the file " + name));
        this.bytes = bytes;
        this.tag = digest(bytes);
        this.caching = caching;
    }

    /** @throws IllegalStateException where the program lacks it */
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

    /** Tells contents apart: 32 hexadecimal digits. */
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
        Optional<HttpHeader> known = request.getHeader("If-None-Match");
        HttpResponse response = known.isPresent() && known.get().value().contains(ownTag)
                ? HttpResponse.create().withStatus(304)
                : HttpResponse.create().withEntity(type, compresses ? compressed() : bytes);
        if (compresses) {
            response = response.addHeader(RawHeader.create("Content-Encoding", "gzip"));
        }
        return response.addHeader(RawHeader.create("ETag", ownTag))
                .addHeader(RawHeader.create("Cache-Control", caching))
                .addHeader(RawHeader.create("Vary", "Accept-Encoding"))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
    }

    private static boolean takesGzip(HttpRequest request) {
        String accepted = request.getHeader("Accept-Encoding")
                .map(HttpHeader::value)
                .orElse("")
                .toLowerCase(Locale.ROOT);
        for (String coding : accepted.split(",", -1)) {
            String[] parts = coding.strip().split("\\s*;\\s*", 2);
            if (parts[0].equals("gzip")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
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
