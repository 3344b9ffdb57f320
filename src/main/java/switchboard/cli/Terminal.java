package switchboard.cli;

import java.io.Console;

/** The terminal that the program was started from, where there is one. */
final class Terminal {
    private Terminal() {}

    /**
     * Shows what is for the eyes of whoever has started it. Nothing happens without a terminal: that is no log file.
     */
    static void show(String text) {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            console.writer().print(text);
            console.flush();
        }
    }

    /**
     * Since Java 22 {@link System#console} may return a console that is no terminal. Earlier versions cannot be asked,
     * and need not be: they return null then.
     */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
