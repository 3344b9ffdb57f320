package switchboard.cli;

import java.io.Console;
import switchboard.web.QrCode;

/** Draws a QR code on the terminal that the program was started from, where there is one. */
final class ConsoleQrCode {
    private ConsoleQrCode() {}

    /** Draws a code for a phone to scan. Nothing happens without a terminal: a log file shows no pictures. */
    static void show(QrCode code) {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            console.writer().print(code.terminal());
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
