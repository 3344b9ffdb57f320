package switchboard.logging;

import switchboard.settings.SettingsReader;

/**
 * What the server logs to its standard output, and in which form.
 *
 * @param linesPerSecond of each event that clients bring about
 */
public record LogSettings(Format format, Level level, int linesPerSecond) {

    /** One line per event either way. */
    public enum Format {
        TEXT,
        JSON
    }

    /** From which severity on. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** What is logged until the settings are read. */
    static final LogSettings BEFORE_START = new LogSettings(Format.TEXT, Level.INFO, 100);

    public static LogSettings from(SettingsReader reader) {
        return new LogSettings(
                reader.choice("switchboard.log.format", Format.class),
                reader.choice("switchboard.log.level", Level.class),
                reader.integer("switchboard.log.lines-per-second", 1, 100_000));
    }
}
