package switchboard.telemetry;

import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;
import switchboard.net.ClientAddress;

/** How a log line says which client it is about. */
public final class ClientFields {
    private ClientFields() {}

    /** The same line with the address, and with the proxy's where that was believed. */
    public static LoggingEventBuilder on(LoggingEventBuilder line, ClientAddress client) {
        return with(line.addKeyValue(LogFields.CLIENT, client.text()), LogFields.PROXY, client.proxy());
    }

    /** The same line with a field that is there only where it has a value. */
    public static LoggingEventBuilder with(LoggingEventBuilder line, String field, Optional<?> value) {
        return value.isPresent() ? line.addKeyValue(field, value.get()) : line;
    }
}
