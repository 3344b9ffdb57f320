package switchboard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.KeyFile;
import switchboard.control.ControlClient;
import switchboard.control.Order;
import switchboard.control.Reply;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.settings.BadSettings;

/** {@code switchboard teacher}: has the running server let teachers in and out. */
@Command(
        name = "teacher",
        description = "Lets teachers in and out, at the server that runs on the data folder of the settings.",
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

    @Command(description = "Makes a link that makes one more teacher.", mixinStandardHelpOptions = true)
    int add(@Option(names = "--json", description = "For programs: one line of JSON.") boolean json)
            throws BadSettings, CommandFailure {
        Reply reply = give(Order.of(Order.Command.ADD));
        if (json) {
            show(reply);
        } else {
            out().println("Whoever opens this link becomes a teacher. It works once, until " + reply.expiresAt() + ".");
            out().println(reply.link());
        }
        return 0;
    }

    @Command(description = "Shows all teachers, and since when.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "For programs: one line of JSON.") boolean json)
            throws BadSettings, CommandFailure {
        Reply reply = give(Order.of(Order.Command.LIST));
        List<Reply.TeacherLine> teachers = reply.teachers() == null ? List.of() : reply.teachers();
        if (json) {
            show(reply);
        } else if (teachers.isEmpty()) {
            out().println("There is no teacher yet: teacher add makes a link for one.");
        } else {
            int widest = teachers.stream()
                    .mapToInt(teacher -> teacher.userId().length())
                    .max()
                    .orElse(1);
            teachers.forEach(teacher -> out().printf(
                            "%-" + widest + "s  since %s  %s%n", teacher.userId(), teacher.since(), teacher.name()));
        }
        return 0;
    }

    @Command(
            description = "Signs a teacher out of all devices, and makes a link for a new one.",
            mixinStandardHelpOptions = true)
    int reset(
            @Parameters(paramLabel = "USER", description = "The user id, as teacher list shows it.") String user,
            @Option(names = "--json", description = "For programs: one line of JSON.") boolean json)
            throws BadSettings, CommandFailure {
        Reply reply = give(Order.of(Order.Command.RESET, user));
        if (json) {
            show(reply);
        } else {
            out().println(user + " is signed out of all devices. This link signs a new one in. It works once, until "
                    + reply.expiresAt() + ".");
            out().println(reply.link());
        }
        return 0;
    }

    @Command(
            description = "Signs somebody out of all devices who is a teacher no more.",
            mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "USER", description = "The user id, as teacher list shows it.") String user)
            throws BadSettings, CommandFailure {
        give(Order.of(Order.Command.REMOVE, user));
        out().println(user + " is a teacher no more, and signed out of all devices.");
        return 0;
    }

    private Reply give(Order order) throws BadSettings, CommandFailure {
        KeyFile keys = KeyFile.of(main.layers());
        Reply reply;
        try {
            reply = ControlClient.give(keys.data(), order);
        } catch (IOException | UnsupportedOperationException e) {
            throw new CommandFailure(
                    "no server answers in " + keys.data().toAbsolutePath() + " (" + e.getMessage()
                            + "). Start it there, in mode token, and give the command with the same settings, as the"
                            + " server's user",
                    e);
        }
        if (reply.error() != null) {
            throw new CommandFailure(reply.error());
        }
        return reply;
    }

    private void show(Reply reply) throws CommandFailure {
        try {
            out().println(ProtocolJson.MAPPER.writeValueAsString(reply));
        } catch (JsonProcessingException e) {
            throw new CommandFailure("the answer of the server cannot be written", e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
