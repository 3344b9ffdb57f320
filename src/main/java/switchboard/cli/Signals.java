package switchboard.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * What a terminal, a container or a service manager says to the process. The first SIGTERM or SIGINT ends it in order,
 * the second at once.
 *
 * <p>By the JDK's own signal class, as a shutdown hook hears of the first signal only.
 */
final class Signals {
    /** What a shell reports for a process that a signal has killed, less the signal's number. */
    private static final int KILLED_BY = 128;

    private Signals() {}

    /** @param stop ends the server in order; called at most once, on a thread of its own */
    static void onFirst(Runnable stop) {
        AtomicBoolean asked = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (asked.compareAndSet(false, true)) {
                    stop.run();
                } else {
                    // Not exit: that would run the hooks and wait for them.
                    Runtime.getRuntime().halt(KILLED_BY + signal.getNumber());
                }
            });
        }
    }
}
