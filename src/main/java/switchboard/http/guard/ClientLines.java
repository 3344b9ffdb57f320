package switchboard.http.guard;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import switchboard.connection.Handshake;
import switchboard.http.request.Caller;
import switchboard.http.request.QueryParameters;
import switchboard.http.request.Quoted;
import switchboard.http.request.RequestHead;
import switchboard.net.ClientAddress;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.telemetry.ClientFields;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The lines of the log about clients: who joined, who was refused, whose connection was closed. A request that succeeds
 * has no line. Thread-safe.
 */
public final class ClientLines {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLines.class);

    private ClientLines() {}

    /**
     * A request or an upgrade was refused.
     *
     * @param head of the request, or what has come of it
     */
    public static void refused(ClientAddress client, RequestHead head, Refused refused) {
        boolean upgrade = head.isForWebSockets();
        Refusal refusal = refused.refusal();
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue(LogFields.EVENT, upgrade ? LogEvents.UPGRADE_REFUSED : LogEvents.REQUEST_REFUSED)
                .addKeyValue(LogFields.REASON, refusal.code());
        if (upgrade) {
            QueryParameters query = QueryParameters.of(head.query());
            line = ClientFields.with(
                    line, LogFields.SESSION, query.value(Caller.SESSION_ID).flatMap(SessionId::parse));
            line = ClientFields.with(
                    line, LogFields.USER, query.value(Caller.USER_ID).filter(UserId::isValid));
        } else if (!head.method().isEmpty()) {
            line = line.addKeyValue(LogFields.METHOD, head.method())
                    .addKeyValue(LogFields.PATH, Quoted.of(head.loggedPath()));
        }
        // An operator who wants to allow it must know these.
        line = ClientFields.with(line, LogFields.HOST, quoted(head.host(), refusal == Refusal.UNKNOWN_HOST));
        line = ClientFields.with(
                line, LogFields.ORIGIN, quoted(head.value("origin"), refusal == Refusal.ORIGIN_NOT_ALLOWED));
        // Not the text of the refusal, which may quote what the client wrote.
        ClientFields.on(line, client).log(upgrade ? "a WebSocket is refused" : "a request is refused");
    }

    private static Optional<String> quoted(Optional<String> value, boolean matters) {
        return value.filter(any -> matters).map(Quoted::of);
    }

    /** A client has joined a session. */
    public static void opened(ClientAddress client, Handshake handshake) {
        ClientFields.on(
                        LOG.atInfo()
                                .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_OPENED)
                                .addKeyValue(
                                        LogFields.SESSION, handshake.session().id())
                                .addKeyValue(LogFields.USER, handshake.user())
                                .addKeyValue(LogFields.CONNECTION, handshake.connection()),
                        client)
                .log("a {} joins", handshake.role().wire());
    }

    /**
     * A connection is closed without an answer.
     *
     * @param reason a fixed word that a search can rely on
     */
    static void dropped(ClientAddress client, String reason, String sentence) {
        ClientFields.on(
                        LOG.atInfo()
                                .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_DROPPED)
                                .addKeyValue(LogFields.REASON, reason),
                        client)
                .log("a connection over HTTP is closed: {}", sentence);
    }
}
