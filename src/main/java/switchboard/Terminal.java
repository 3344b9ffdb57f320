package switchboard;

import java.io.Console;
import switchboard.web.QrCode;

/** The terminal that the server was started from, where there is one: a log file or a service manager shows no pictures. */
final class Terminal {
    private Terminal() {}

    /** Draws a code for a phone to scan. */
    static void show(QrCode code) {
        Console console = System.console();
        if (console != null) {
            console.writer().print(code.terminal());
            console.flush();
        }
    }
}
