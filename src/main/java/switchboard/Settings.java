package switchboard;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import switchboard.connection.ConnectionSettings;
import switchboard.http.policy.HttpSettings;
import switchboard.hub.SessionsSettings;
import switchboard.identity.tokens.AuthSettings;
import switchboard.logging.LogSettings;
import switchboard.ops.HealthSettings;
import switchboard.people.PeopleSettings;
import switchboard.session.SessionSettings;
import switchboard.session.api.RateSettings;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;
import switchboard.settings.SettingsReader;
import switchboard.store.history.HistorySettings;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.writer.WriterSettings;

/**
 * Everything that can be set, read once at the start. Each feature has a record of its own.
 *
 * @param data the folder of the database
 * @param config what the actor system is started with: the libraries' settings are in it too
 */
public record Settings(
        Path data,
        LogSettings log,
        HttpSettings http,
        AuthSettings auth,
        PeopleSettings people,
        HealthSettings health,
        ShutdownSettings shutdown,
        SessionsSettings sessions,
        SessionSettings session,
        RateSettings rate,
        ConnectionSettings connection,
        WriterSettings writer,
        HistorySettings history,
        SqliteSettings sqlite,
        Config config) {

    /**
     * Reads all settings.
     *
     * @throws BadSettings with every problem of every setting
     */
    public static Settings from(ConfigLayers layers) throws BadSettings {
        return from(layers, new SettingsReader(layers.effective()));
    }

    /**
     * Reads all settings by a reader of the caller.
     *
     * @param reader of these layers; it can tell afterwards which defaults were reduced
     * @throws BadSettings with every problem of every setting
     */
    public static Settings from(ConfigLayers layers, SettingsReader reader) throws BadSettings {
        Settings settings = new Settings(
                reader.path("switchboard.data"),
                LogSettings.from(reader),
                HttpSettings.from(reader),
                AuthSettings.from(reader),
                PeopleSettings.from(reader),
                HealthSettings.from(reader),
                ShutdownSettings.from(reader),
                SessionsSettings.from(reader),
                SessionSettings.from(reader),
                RateSettings.from(reader),
                ConnectionSettings.from(reader),
                WriterSettings.from(reader),
                HistorySettings.from(reader),
                SqliteSettings.from(reader),
                layers.effective());
        settings.checkTogether(reader);
        List<Problem> problems = new ArrayList<>(layers.problems());
        problems.addAll(reader.problems());
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return settings;
    }

    /** Bounds that hold between the settings of two features. */
    private void checkTogether(SettingsReader reader) {
        String sockets = "switchboard.http.max-connections";
        String webSockets = "switchboard.sessions.max-connections";
        String waits = "switchboard.http.max-waits";
        int lasting = sessions.maxConnections() + http.maxLongPolls();
        String incoming = "switchboard.http.incoming-bytes";
        String maxMessage = "switchboard.connection.max-message";
        if (reader.sound(incoming, maxMessage) && connection.maxMessage() > http.incomingBytes()) {
            reader.refuse(
                    maxMessage,
                    connection.maxMessage() + " bytes",
                    "at most " + incoming + ", which is " + http.incomingBytes() + " bytes");
        }
        if (reader.sound(sockets, webSockets, waits) && lasting >= http.maxConnections()) {
            reader.refuse(
                    sockets,
                    Integer.toString(http.maxConnections()),
                    "more than " + webSockets + " and " + waits + " together, which are " + lasting);
        }
    }
}
