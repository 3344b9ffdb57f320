package switchboard.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.Identification;
import switchboard.Settings;
import switchboard.StartFailure;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.settings.BadSettings;

/**
 * {@code switchboard token}: makes tokens by the keys in the data folder, and new keys. No server need run; one that
 * does believes them at once.
 */
@Command(
        name = "token",
        description = "Prints a token, for a program of yours: whoever brings it is that user.",
        mixinStandardHelpOptions = true,
        subcommands = TokenCommand.Keys.class)
final class TokenCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "USER_ID", description = "Who it is.")
    private @Nullable String user;

    @Option(names = "--role", paramLabel = "ROLE", description = "student or instructor.")
    private @Nullable String role;

    @Option(
            names = "--session",
            paramLabel = "SESSION_ID",
            description = "The only class in which it is good; without it, in all.")
    private @Nullable String session;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "8h",
            description = "How long it is good: 1m to 365d (default: ${DEFAULT-VALUE}).")
    private String lifetime = "";

    @Override
    public Integer call() throws BadSettings, StartFailure {
        UserId who = new UserId(checked("--user", user, UserId::isValid, UserId.ALLOWED));
        Role as = Role.of(checked("--role", role, said -> Role.of(said).isPresent(), "student or instructor"))
                .orElseThrow();
        Optional<SessionId> only = session == null
                ? Optional.empty()
                : SessionId.parse(checked(
                        "--session", session, said -> SessionId.parse(said).isPresent(), "the id of a class"));
        Duration goodFor = duration("--for", lifetime);
        spec.commandLine().getOut().println(Identification.token(settings(), who, as, only, goodFor));
        return 0;
    }

    private interface Rule {
        boolean allows(String said);
    }

    private String checked(String option, @Nullable String said, Rule rule, String allowed) {
        if (said == null || !rule.allows(said)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + (said == null ? "missing" : said) + " (allowed: " + allowed + ")");
        }
        return said;
    }

    private Duration duration(String option, String said) {
        try {
            Duration duration = ConfigFactory.parseMap(Map.of("said", said)).getDuration("said");
            if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ConfigException noDuration) {
            // Refused like one that is too long.
        }
        throw new ParameterException(
                spec.commandLine(), option + ": " + said + " (allowed: 1m to 365d, such as 45m, 8h or 30d)");
    }

    /** Of a server that hands out tokens itself. */
    private Settings settings() throws BadSettings {
        Settings settings = main.settings();
        if (!Identification.handsOutTokens(settings)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a server with these settings believes no token of its own: set switchboard.auth.mode = token and"
                            + " switchboard.auth.people = true");
        }
        return settings;
    }

    /** {@code switchboard token keys}. */
    @Command(name = "keys", description = "The keys by which tokens are signed.", mixinStandardHelpOptions = true)
    static final class Keys implements Runnable {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private TokenCommand token;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "keys needs: rotate");
        }

        @Command(
                description =
                        "Makes a new key. Tokens of the former one count for some time yet; devices need do nothing.",
                mixinStandardHelpOptions = true)
        int rotate(
                @Option(
                                names = "--keep",
                                paramLabel = "DURATION",
                                defaultValue = "7d",
                                description =
                                        "How long tokens of the former key count: 1m to 365d (default: ${DEFAULT-VALUE}).")
                        String keep)
                throws BadSettings, StartFailure {
            Instant until = Identification.rotateKeys(token.settings(), token.duration("--keep", keep));
            spec.commandLine().getOut().println("A new key signs; tokens of the former one count until " + until);
            return 0;
        }
    }
}
