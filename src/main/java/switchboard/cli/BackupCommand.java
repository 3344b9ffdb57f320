package switchboard.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.Backups;
import switchboard.settings.BadSettings;

/** {@code switchboard backup}: makes a copy of the database. */
@Command(
        name = "backup",
        description =
                "Makes a copy of the database, looks it through, and has it on disk. A server that runs on the data"
                        + " folder goes on meanwhile. Who may read the copy may read all that was said: it is for the server's"
                        + " user alone.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "Where it goes: better onto another disk. Without it, backups in the data folder.")
    private @Nullable Path to;

    @Override
    public Integer call() throws BadSettings, CommandFailure {
        Backups backups = Backups.of(main.layers());
        try {
            spec.commandLine().getOut().println(backups.make(Optional.ofNullable(to)));
        } catch (IOException e) {
            throw new CommandFailure("no backup was made: " + e.getMessage(), e);
        }
        return 0;
    }
}
