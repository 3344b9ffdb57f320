package switchboard;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * How long each step of a graceful end may take.
 *
 * @param drainWithin the time until all that was accepted is committed and answered: 100 ms to 7 s
 * @param closeWithin the time until clients have answered the close frame: 100 ms to 5 s, and with {@code drainWithin}
 *     at most 8 s
 * @param reconnectWithin what {@code retry_after_ms} of {@code closing} says: clients come back at a random moment
 *     within that time, 100 ms to 5 min
 */
public record ShutdownSettings(Duration drainWithin, Duration closeWithin, Duration reconnectWithin) {
    /**
     * A service manager kills a server that does not end in time. An end within 10 s is promised; what is left of that
     * is for closing the database.
     */
    private static final Duration TOGETHER = Duration.ofSeconds(8);

    static ShutdownSettings from(SettingsReader reader) {
        ShutdownSettings settings = new ShutdownSettings(
                reader.duration("switchboard.shutdown.drain-within", Duration.ofMillis(100), Duration.ofSeconds(7)),
                reader.duration("switchboard.shutdown.close-within", Duration.ofMillis(100), Duration.ofSeconds(5)),
                reader.duration(
                        "switchboard.shutdown.reconnect-within", Duration.ofMillis(100), Duration.ofMinutes(5)));
        String drain = "switchboard.shutdown.drain-within";
        String close = "switchboard.shutdown.close-within";
        if (reader.sound(drain, close)
                && settings.drainWithin.plus(settings.closeWithin).compareTo(TOGETHER) > 0) {
            reader.refuse(
                    close,
                    settings.closeWithin.toMillis() + "ms",
                    "together with " + drain + " at most " + TOGETHER.toSeconds() + "s");
        }
        return settings;
    }
}
