package switchboard.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import switchboard.Settings;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingKeys;
import switchboard.settings.SettingsReader;

/** {@code switchboard config}: looks at the settings without starting anything. */
@Command(
        name = "config",
        description = "Looks at the settings without starting anything.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "config needs one of: check, show, doc");
    }

    @Command(
            description = "Says ok, or every problem on a line of its own; the exit code is then 2.",
            mixinStandardHelpOptions = true)
    int check() throws BadSettings {
        Settings.from(main.layers());
        out().println("ok");
        return 0;
    }

    @Command(description = "Every setting with its value and where that comes from.", mixinStandardHelpOptions = true)
    int show() throws BadSettings {
        ConfigLayers layers = main.layers();
        SettingsReader reader = new SettingsReader(layers.effective());
        Settings.from(layers, reader);
        for (String key : layers.keys().paths()) {
            String value = SettingKeys.written(layers.effective().getValue(key));
            String source = layers.sourceOf(key);
            out().println(key + " = "
                    + reader.reduced(key)
                            .map(share -> share.bytes() + "  # " + share.percentOfHeap() + "% of a heap of "
                                    + share.heapBytes() + " bytes, in place of the " + source + " " + value)
                            .orElse(value + "  # " + source));
        }
        return 0;
    }

    @Command(
            description = "Every setting: what it means, its default, its name in the environment.",
            mixinStandardHelpOptions = true)
    int doc() {
        for (SettingKeys.Key key : SettingKeys.known().all()) {
            out().println(key.path());
            key.comment().forEach(line -> out().println("    " + line));
            out().println("    default: " + key.defaultValue());
            out().println("    environment: " + key.environment());
            out().println();
        }
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
