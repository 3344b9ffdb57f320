package switchboard;

import java.io.Console;
import switchboard.web.QrCode;

/**
 * The terminal that the server was started from, where there is one: a log file or a service manager shows no pictures.
 */
public final class Terminal {
    private Terminal() {}

    /** Draws a code for a phone to scan. */
    static void show(QrCode code) {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            console.writer().print(code.terminal());
            console.flush();
        }
    }

    /** From Java 22 on there may be a console that is none; before, the question cannot be asked. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
