package switchboard.settings;

/**
 * A setting that cannot be used.
 *
 * @param key its full path
 * @param value what was found, as written
 * @param allowed what may stand there
 */
public record Problem(String key, String value, String allowed) {
    @Override
    public String toString() {
        return key + ": " + value + " (allowed: " + allowed + ")";
    }
}
