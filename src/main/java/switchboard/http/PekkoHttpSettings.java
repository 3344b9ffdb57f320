package switchboard.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.RequestEntityAcceptances;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.RequestHead;

/** Makes the settings of pekko-http from our own, so that {@code reference.conf} need not hold them a second time. */
final class PekkoHttpSettings {
    /** pekko-http drops a charset of JSON unseen, as JSON has none; we must see it to refuse another than UTF-8. */
    private static final MediaType JSON_WITH_CHARSET =
            MediaTypes.customWithOpenCharset("application", "json", Map.of(), true);

    /**
     * A path tells what is allowed at it, whatever is asked: pekko-http itself would answer a method that it does not
     * know.
     */
    private static final HttpMethod OTHER =
            HttpMethods.custom(RequestHead.OTHER_METHOD, false, false, RequestEntityAcceptances.Tolerated);

    private PekkoHttpSettings() {}

    /** @param config the actor system's, for all that is not said here */
    static ServerSettings of(HttpSettings settings, Config config) {
        Map<String, Object> server = new HashMap<>();
        server.put("server-header", "");
        // Every call answers in bounded time by itself, in our form.
        server.put("request-timeout", "0s");
        // A client of HTTP/1.0 need not name a host, and we have only one.
        server.put("default-host-header", "localhost");
        server.put("parsing.error-handler", ParsingErrors.className(CorsPolicy.of(settings)));
        server.put("parsing.max-content-length", settings.maxBodyBytes());
        server.put("parsing.max-uri-length", settings.maxUriBytes());
        server.put("parsing.max-header-name-length", settings.maxHeaderBytes());
        server.put("parsing.max-header-value-length", settings.maxHeaderBytes());
        // Not the number of headers but their bytes are limited: by the guard, while they come.
        server.put("parsing.max-header-count", settings.maxHeaderBytes());
        // An odd path or query is refused where it is read, with a better answer.
        server.put("parsing.uri-parsing-mode", "relaxed");
        // Bad input is the client's affair: the client is told, and nothing is logged.
        server.put("parsing.error-logging-verbosity", "off");
        server.put("parsing.illegal-header-warnings", "off");
        // We read a handful of headers: the others stay the text that they are.
        server.put("parsing.modeled-header-parsing", "off");
        // Each connection that pekko-http serves has a copy of the parser, which would remember values for its next
        // requests.
        server.put("parsing.header-cache.default", 0);
        server.put("parsing.header-cache.User-Agent", 0);
        ServerSettings settingsForAll = ServerSettings.create(
                ConfigFactory.parseMap(prefixed(server), "switchboard.http").withFallback(config));
        return settingsForAll.withParserSettings(settingsForAll
                .getParserSettings()
                .withCustomMediaTypes(JSON_WITH_CHARSET)
                .withCustomMethods(OTHER));
    }

    private static Map<String, Object> prefixed(Map<String, Object> server) {
        Map<String, Object> prefixed = new HashMap<>();
        server.forEach((key, value) -> prefixed.put("pekko.http.server." + key, value));
        return prefixed;
    }
}
