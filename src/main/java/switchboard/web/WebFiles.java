package switchboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The files in {@code /web} of this program, each at its own path. Read once; immutable and thread-safe. */
public final class WebFiles {
    private static final ContentType JAVASCRIPT =
            ContentTypes.create(MediaTypes.applicationWithOpenCharset("javascript"), HttpCharsets.UTF_8);
    private static final ContentType YAML =
            ContentTypes.create(MediaTypes.applicationWithOpenCharset("yaml"), HttpCharsets.UTF_8);

    private final List<File> files;

    /** @param path at which it is served */
    private record File(String path, ContentType type, byte[] bytes, String tag) {

        /** The file, or that the client has it already. */
        HttpResponse answer(HttpRequest request) {
            Optional<HttpHeader> known = request.getHeader("If-None-Match");
            HttpResponse response = known.isPresent() && known.get().value().contains(tag)
                    ? HttpResponse.create().withStatus(304)
                    : HttpResponse.create().withEntity(type, bytes);
            // Asked for again each time: a server that was upgraded must not be met by an old client.
            return response.addHeader(RawHeader.create("ETag", tag))
                    .addHeader(RawHeader.create("Cache-Control", "no-cache"))
                    .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
        }
    }

    private WebFiles(List<File> files) {
        this.files = files;
    }

    /** @throws IllegalStateException where the program lacks one of them */
    public static WebFiles load() {
        return new WebFiles(List.of(
                file("/switchboard.js", JAVASCRIPT), file("/openapi.yaml", YAML), file("/asyncapi.yaml", YAML)));
    }

    /** What answers a request for each of them, by its path. */
    public Map<String, Function<HttpRequest, HttpResponse>> byPath() {
        return files.stream().collect(Collectors.toUnmodifiableMap(File::path, file -> file::answer));
    }

    private static File file(String path, ContentType type) {
        String resource = "/web" + path;
        try (InputStream in = WebFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks its file " + resource);
            }
            byte[] bytes = in.readAllBytes();
            return new File(path, type, bytes, '"' + digest(bytes) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
