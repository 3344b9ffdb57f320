package switchboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import switchboard.files.PrivateFiles;
import switchboard.identity.tokens.AuthSettings;
import switchboard.identity.tokens.Identity;
import switchboard.identity.tokens.OwnKeys;
import switchboard.identity.tokens.OwnTokens;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;
import switchboard.settings.SettingsReader;

/**
 * The keys in a data folder, for whoever administers it: makes tokens and new keys, whether a server runs on the folder
 * or not. One that runs reads the file again once it has changed.
 */
public final class KeyFile {
    private final Path data;
    private final Clock clock;

    private KeyFile(Path data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    /**
     * That of the server with these settings.
     *
     * @throws BadSettings also where that server hands out no tokens, with the setting that says so
     */
    public static KeyFile of(ConfigLayers layers) throws BadSettings {
        SettingsReader reader = new SettingsReader(layers.effective());
        Path data = reader.path("switchboard.data");
        AuthSettings auth = AuthSettings.from(reader);
        List<Problem> problems = new ArrayList<>(layers.problems());
        problems.addAll(reader.problems());
        if (problems.isEmpty() && auth.mode() == AuthSettings.Mode.OPEN) {
            problems.add(new Problem(
                    "switchboard.auth.mode", "open", "token, for this; in mode open nobody is asked for a token"));
        } else if (problems.isEmpty() && !auth.handsOutTokens()) {
            problems.add(new Problem(
                    "switchboard.auth.people", "false", "true, for this; otherwise the server believes no own tokens"));
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return new KeyFile(data, Clock.systemUTC());
    }

    /** The folder in which the keys lie. */
    public Path data() {
        return data;
    }

    /**
     * A token by which its bearer is that user. No device has it, so it is good until it expires, or its key does.
     *
     * @param session the one session in which it is good; empty where it is good in all
     * @throws IOException if the keys cannot be read, or made where there are none
     */
    public String token(UserId user, Role role, Optional<SessionId> session, Duration lifetime) throws IOException {
        try {
            return new OwnTokens(OwnKeys.of(file()))
                    .issue(
                            new OwnTokens.Bearer(
                                    user,
                                    role,
                                    session,
                                    Optional.empty(),
                                    new Identity.Own(OptionalLong.empty(), Optional.empty())),
                            clock.instant(),
                            lifetime)
                    .token();
        } catch (OwnTokens.NoKeys e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Has tokens signed by a new key from now on.
     *
     * @param keep for how long tokens of the key before count
     * @return until when that is
     * @throws IOException if the keys cannot be read or written
     */
    public Instant rotate(Duration keep) throws IOException {
        Instant now = clock.instant();
        OwnKeys.rotate(file(), now.plus(keep), now);
        return now.plus(keep);
    }

    private Path file() throws IOException {
        if (Files.notExists(data)) {
            PrivateFiles.createFolder(data);
        }
        return data.resolve(OwnKeys.FILE);
    }
}
