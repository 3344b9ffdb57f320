package switchboard.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import switchboard.StartFailure;
import switchboard.settings.BadSettings;

/** {@code switchboard serve}: what the program does without a command too. */
@Command(
        name = "serve",
        description = "Starts the server (what happens without a command, too).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Override
    public Integer call() throws BadSettings, StartFailure {
        return main.serve();
    }
}
