package switchboard.cli;

import switchboard.Settings;
import switchboard.StartFailure;

/** Runs the server. Injected, so that a test of the command line need not start one. */
@FunctionalInterface
interface Serve {
    /**
     * Starts everything and returns once all has ended, by a signal or by a failure.
     *
     * @return the exit code of the process
     * @throws StartFailure if the server cannot start, for a reason that an operator can see to
     */
    int run(Settings settings) throws StartFailure;
}
