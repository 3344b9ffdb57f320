package switchboard;

import switchboard.settings.SettingsReader;

/** What the server logs to its standard output, and in which form. */
public record LogSettings(Format format, Level level) {

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
    static final LogSettings BEFORE_START = new LogSettings(Format.TEXT, Level.INFO);

    public static LogSettings from(SettingsReader reader) {
        return new LogSettings(
                reader.choice("switchboard.log.format", Format.class),
                reader.choice("switchboard.log.level", Level.class));
    }
}
