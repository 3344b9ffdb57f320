package switchboard.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * The signals by which a terminal, a container or a service manager ends the process: the first SIGTERM or SIGINT in
 * order, the second at once.
 *
 * <p>By the JDK's own signal class, since a shutdown hook hears of the first signal only.
 */
final class Signals {
    /** A shell reports this, plus the signal's number, for a process that a signal has killed. */
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
