package switchboard.settings;

import java.util.Locale;

/** How a setting is called in the environment: its path in capitals, dots and dashes as underscores. */
final class EnvironmentNames {
    static final String PREFIX = "SWITCHBOARD_";

    private EnvironmentNames() {}

    static String of(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
