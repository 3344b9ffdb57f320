package switchboard.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.KeyFile;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.settings.BadSettings;
import switchboard.settings.Problem;

/** {@code switchboard token}: makes a token for a program. */
@Command(
        name = "token",
        description = "Makes a token for a program, such as a tutor, and writes it to the standard output. No server"
                + " need run; whoever may read its data folder can make tokens.",
        subcommands = TokenCommand.Keys.class,
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "ID", description = "Who its bearer is. Needed.")
    private @Nullable String user;

    @Option(names = "--role", paramLabel = "ROLE", description = "student or instructor. Needed.")
    private @Nullable String role;

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "The one session in which it is good; without it, all are.")
    private @Nullable String session;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "8h",
            description = "How long it is good: 1m to 365d; ${DEFAULT-VALUE} if nothing is said.")
    @SuppressWarnings("NullAway.Init")
    private String lifetime;

    @Override
    public Integer call() throws BadSettings, CommandFailure {
        List<Problem> problems = new ArrayList<>();
        if (user == null || !UserId.isValid(user)) {
            problems.add(new Problem("--user", said(user), UserId.ALLOWED));
        }
        Optional<Role> known = Optional.ofNullable(role).flatMap(Role::of);
        if (known.isEmpty()) {
            problems.add(new Problem("--role", said(role), "student, instructor"));
        }
        Optional<SessionId> only = Optional.ofNullable(session).flatMap(SessionId::parse);
        if (session != null && only.isEmpty()) {
            problems.add(new Problem("--session", session, "the UUID of a session, or to leave it out"));
        }
        Optional<Duration> time = Durations.between(SHORTEST, LONGEST, lifetime);
        if (time.isEmpty()) {
            problems.add(new Problem("--for", lifetime, "1m to 365d, such as 90m, 8h or 30d"));
        }
        if (!problems.isEmpty()) {
            throw bad(spec, problems);
        }
        String token;
        try {
            token = KeyFile.of(main.layers())
                    .token(new UserId(said(user)), known.orElseThrow(), only, time.orElseThrow());
        } catch (IOException e) {
            throw unreadable(e);
        }
        spec.commandLine().getOut().println(token);
        return 0;
    }

    private static String said(@Nullable String option) {
        return option == null ? "missing" : option;
    }

    private static ParameterException bad(CommandSpec spec, List<Problem> problems) {
        return new ParameterException(
                spec.commandLine(),
                String.join("\n", problems.stream().map(Problem::toString).toList()));
    }

    private static CommandFailure unreadable(IOException e) {
        return new CommandFailure("the keys of the tokens cannot be read or written: " + e.getMessage(), e);
    }

    /** {@code switchboard token keys}: what tokens are signed with. */
    @Command(name = "keys", description = "Changes what tokens are signed with.", mixinStandardHelpOptions = true)
    static final class Keys implements Runnable {
        private static final Duration LONGEST_KEPT = Duration.ofDays(365);

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private TokenCommand token;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "token keys needs: rotate");
        }

        @Command(
                description = "Has tokens signed by a new key from now on. No server need run; one that runs takes the"
                        + " key at once.",
                mixinStandardHelpOptions = true)
        int rotate(
                @Option(
                                names = "--keep",
                                paramLabel = "TIME",
                                required = true,
                                description = "How long tokens of the key before count: 0s to 365d.")
                        String keep)
                throws BadSettings, CommandFailure {
            Duration kept = Durations.between(Duration.ZERO, LONGEST_KEPT, keep)
                    .orElseThrow(
                            () -> bad(spec, List.of(new Problem("--keep", keep, "0s to 365d, such as 0s, 8h or 7d"))));
            Instant until;
            try {
                until = KeyFile.of(token.main.layers()).rotate(kept);
            } catch (IOException e) {
                throw unreadable(e);
            }
            spec.commandLine()
                    .getOut()
                    .println("Tokens are signed by a new key. Those of the key before count until "
                            + until.truncatedTo(ChronoUnit.SECONDS) + " at the latest.");
            return 0;
        }
    }
}
