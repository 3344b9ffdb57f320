package switchboard.http.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.net.AddressRange;
import switchboard.net.Host;
import switchboard.net.TrustedProxies;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.settings.SettingsReader;

/**
 * Where the server listens, and the limits of one HTTP exchange. A connection that was upgraded is under none of them.
 *
 * @param host the address to listen on, one of IPv6 without brackets
 * @param port 0 takes a free one
 * @param corsOrigins whose pages may use the server from a browser; {@code local} for those of the server's own host
 *     and of this machine, {@code *} for all
 * @param hosts further names by which the server may be asked for; {@code *} for all
 * @param trustedProxies which are believed when they say whose a request is
 * @param maxBodyBytes of a request; 413 beyond
 * @param maxHeaderBytes of a request, names and values together; 431 beyond
 * @param maxUriBytes of a request; 414 beyond
 * @param headWithin from a request's first byte (of a new connection: from its start) to the end of its headers; 408
 *     beyond
 * @param bodyWithin from the end of the headers to the end of the body; 408 beyond
 * @param answerWithin the time that an actor of the server has to answer; 503 beyond
 * @param idleWithin between two requests of one connection, after which it is closed
 * @param lingerWithin for a client that was refused while it was still sending: time to read the refusal
 * @param maxConnections open sockets, upgraded ones included
 * @param spareConnections open sockets besides, which may ask for the server's health only
 * @param backlog connections that the operating system holds until they are accepted
 * @param socketThreads threads that read sockets
 * @param sendBufferBytes the operating system's buffer for each socket: what a client that does not read absorbs
 * @param requestsAtOnce how many are worked on; the others queue for a permit
 * @param maxLongPolls long polls at once; 503 beyond
 * @param waitingBodies large bodies that wait to be read; 503 beyond
 * @param maxDrawings QR codes that are drawn for one address at once; 503 beyond
 * @param incomingBytes of all bodies, heads and WebSocket messages that are not whole yet, and what follows a request
 *     that is not answered; beyond it the address that holds most gives way
 * @param unsentAnswersBytes of all requests that are answered and all answers that their clients did not take yet;
 *     beyond it the address that holds most gives way
 * @param listed whether sessions are listed; if not, only a client that was told the id or a code can join one
 * @param joinCodes how many wrong join codes are answered
 */
public record HttpSettings(
        String host,
        int port,
        List<String> corsOrigins,
        List<String> hosts,
        TrustedProxies trustedProxies,
        long maxBodyBytes,
        int maxHeaderBytes,
        int maxUriBytes,
        Duration headWithin,
        Duration bodyWithin,
        Duration answerWithin,
        Duration idleWithin,
        Duration lingerWithin,
        int maxConnections,
        int spareConnections,
        int backlog,
        int socketThreads,
        int sendBufferBytes,
        int requestsAtOnce,
        int maxLongPolls,
        int waitingBodies,
        int maxDrawings,
        long incomingBytes,
        long unsentAnswersBytes,
        boolean listed,
        JoinCodeSettings joinCodes) {

    private static final String INCOMING = "switchboard.http.incoming-bytes";
    private static final String MAX_BODY = "switchboard.http.max-body";

    /** What an open socket takes of the heap: one of HTTP 13 KB, a WebSocket less (docs/performance.md). */
    private static final int SOCKET_BYTES = 14 << 10;

    private static final int RETRY_MS = 1_000;

    public HttpSettings {
        corsOrigins = List.copyOf(corsOrigins);
        hosts = List.copyOf(hosts);
    }

    /** What a client hears whose socket is one too many. */
    public Refused allSocketsTaken() {
        return Refusal.UNAVAILABLE
                .because("the server has " + maxConnections + " sockets open, as many as it may; try again later")
                .with("retry_after_ms", RETRY_MS);
    }

    public static HttpSettings from(SettingsReader reader) {
        Duration soon = Duration.ofMillis(100);
        Duration minute = Duration.ofSeconds(60);
        // The longest time in which protocol.md, section 5, promises an answer.
        Duration longest = Duration.ofSeconds(10);
        HttpSettings settings = new HttpSettings(
                hostFrom(reader),
                reader.integer("switchboard.port", 0, 65_535),
                originsFrom(reader),
                hostsFrom(reader),
                proxiesFrom(reader),
                reader.bytes(MAX_BODY, 1 << 10, 64 << 20),
                (int) reader.bytes("switchboard.http.max-headers", 1 << 10, 256 << 10),
                (int) reader.bytes("switchboard.http.max-uri", 256, 64 << 10),
                reader.duration("switchboard.http.head-within", soon, minute),
                reader.duration("switchboard.http.body-within", soon, minute),
                reader.duration("switchboard.http.answer-within", soon, longest),
                reader.duration("switchboard.http.idle-within", soon, Duration.ofHours(1)),
                reader.duration("switchboard.http.linger-within", Duration.ZERO, minute),
                reader.count("switchboard.http.max-connections", 1, 1_000_000, SOCKET_BYTES, 18),
                reader.integer("switchboard.http.spare-connections", 1, 1_000),
                reader.integer("switchboard.http.backlog", 1, 65_535),
                reader.integer("switchboard.http.socket-threads", 1, 64),
                (int) reader.bytes("switchboard.http.send-buffer", 4 << 10, 16 << 20),
                reader.integer("switchboard.http.requests-at-once", 1, 100_000),
                reader.count("switchboard.http.max-waits", 1, 1_000_000, SOCKET_BYTES, 3),
                reader.integer("switchboard.http.waiting-bodies", 1, 100_000),
                reader.integer("switchboard.http.max-drawings", 1, 1_000),
                reader.memory(INCOMING, 1 << 20, 4L << 30, 10),
                reader.memory("switchboard.http.unsent-answers", 1 << 20, 4L << 30, 10),
                reader.flag("switchboard.sessions.listed"),
                JoinCodeSettings.from(reader));
        if (reader.sound(MAX_BODY, INCOMING) && settings.maxBodyBytes > settings.incomingBytes) {
            reader.refuse(
                    MAX_BODY,
                    settings.maxBodyBytes + " bytes",
                    "at most " + INCOMING + ", which is " + settings.incomingBytes + " bytes");
        }
        return settings;
    }

    private static String hostFrom(SettingsReader reader) {
        String written = reader.text("switchboard.host");
        Optional<Host> host = Host.parse(written.strip());
        if (host.isEmpty()) {
            reader.refuse(
                    "switchboard.host",
                    "\"" + written + "\"",
                    "a host name or an address without a port, for example 127.0.0.1 or ::1");
        }
        return host.map(Host::text).orElse(written);
    }

    private static List<String> originsFrom(SettingsReader reader) {
        List<String> origins = reader.texts("switchboard.http.cors-origins");
        for (String origin : origins) {
            if (!CorsPolicy.isOrigin(origin)) {
                reader.refuse("switchboard.http.cors-origins", origin, CorsPolicy.ALLOWED_ORIGINS);
            }
        }
        return origins;
    }

    private static List<String> hostsFrom(SettingsReader reader) {
        List<String> hosts = reader.texts("switchboard.http.hosts");
        for (String host : hosts) {
            if (!ServerNames.isName(host)) {
                reader.refuse(
                        "switchboard.http.hosts",
                        host,
                        "\"*\", or names such as class.example: without a scheme, a port or a path");
            }
        }
        return hosts;
    }

    private static TrustedProxies proxiesFrom(SettingsReader reader) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String written : reader.texts("switchboard.http.trusted-proxies")) {
            Optional<AddressRange> range = AddressRange.parse(written);
            if (range.isEmpty()) {
                reader.refuse(
                        "switchboard.http.trusted-proxies",
                        written,
                        "addresses such as 127.0.0.1 or ::1, and ranges such as 10.0.0.0/8");
            }
            range.ifPresent(ranges::add);
        }
        return new TrustedProxies(ranges);
    }
}
