package switchboard.cli;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.StartFailure;
import switchboard.control.ControlAnswer;
import switchboard.control.ControlClient;
import switchboard.control.ControlRequest;
import switchboard.settings.BadSettings;

/** {@code switchboard teacher}: who is a teacher, told to the server that runs on the data folder. */
@Command(
        name = "teacher",
        description = "Who is a teacher, where the server hands out tokens itself. Needs the server to run.",
        mixinStandardHelpOptions = true)
final class TeacherCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "teacher needs one of: add, list, reset, remove");
    }

    @Command(
            description = "Prints a link that makes a teacher of whoever opens it first.",
            mixinStandardHelpOptions = true)
    int add() throws BadSettings, StartFailure {
        out().println(ask(ControlRequest.Command.ADD_TEACHER, null).link());
        return 0;
    }

    @Command(description = "User id, name, and since when.", mixinStandardHelpOptions = true)
    int list() throws BadSettings, StartFailure {
        List<ControlAnswer.TeacherLine> teachers =
                ask(ControlRequest.Command.LIST_TEACHERS, null).teachers();
        if (teachers != null) {
            teachers.forEach(
                    teacher -> out().println(teacher.userId() + "\t" + teacher.name() + "\t" + teacher.since()));
        }
        return 0;
    }

    @Command(
            description = "Signs all devices of a teacher out, and prints a link that lets a new one in.",
            mixinStandardHelpOptions = true)
    int reset(@Parameters(paramLabel = "USER") String user) throws BadSettings, StartFailure {
        out().println(ask(ControlRequest.Command.RESET_TEACHER, user).link());
        return 0;
    }

    @Command(description = "Signs all devices of a teacher out, who is none any more.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "USER") String user) throws BadSettings, StartFailure {
        ask(ControlRequest.Command.REMOVE_TEACHER, user);
        return 0;
    }

    private ControlAnswer ask(ControlRequest.Command command, @Nullable String user) throws BadSettings, StartFailure {
        ControlAnswer answer;
        try {
            answer = ControlClient.ask(main.settings().data(), new ControlRequest(command, user));
        } catch (ControlClient.NobodyAnswers e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        if (answer.refused() != null) {
            throw new StartFailure(answer.refused());
        }
        return answer;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
