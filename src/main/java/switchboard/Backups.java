package switchboard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;
import switchboard.settings.SettingsReader;
import switchboard.store.sqlite.backup.Backup;

/** Makes copies of the database in a data folder, for whoever administers it, whether a server runs on it or not. */
public final class Backups {
    /** Where they go, in the data folder, where nothing else is said. */
    private static final String FOLDER = "backups";

    private final Path data;
    private final Clock clock;

    private Backups(Path data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    /** Those of the server with these settings. */
    public static Backups of(ConfigLayers layers) throws BadSettings {
        SettingsReader reader = new SettingsReader(layers.effective());
        Path data = reader.path("switchboard.data");
        List<Problem> problems = new ArrayList<>(layers.problems());
        problems.addAll(reader.problems());
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return new Backups(data, Clock.systemUTC());
    }

    /**
     * Makes one, and looks it through.
     *
     * @param to the folder for it; in the data folder where it is not said
     * @return what was made, for people
     * @throws IOException if there is none now, with the reason for whoever wanted it
     */
    public String make(Optional<Path> to) throws IOException {
        Backup.Made made = Backup.make(data, to.orElse(data.resolve(FOLDER)), clock.instant());
        return String.format(
                Locale.ROOT,
                "%s: %,d sessions with %,d messages, %,d bytes, looked through and on disk",
                made.file(),
                made.contents().sessions(),
                made.contents().messages(),
                made.bytes());
    }
}
