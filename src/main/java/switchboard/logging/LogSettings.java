package switchboard.logging;

import switchboard.settings.SettingsReader;

/**
 * What the server logs to its standard output, and in which form.
 *
 * @param level the least severe level that is logged
 * @param linesPerSecond of each event that clients can bring about; further lines are counted and left out
 */
public record LogSettings(Format format, Level level, int linesPerSecond) {

    /** Each has one line per event. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Of severity, the most severe first. */
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
