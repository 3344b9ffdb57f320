package switchboard;

/** Runs the server. */
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
