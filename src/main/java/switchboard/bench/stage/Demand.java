package switchboard.bench.stage;

/**
 * The most that a scenario sends, to compare with what a server allows that was there before.
 *
 * @param student what one student sends
 * @param instructor what one instructor sends
 * @param contentBytes of one message
 */
public record Demand(Sends student, Sends instructor, int contentBytes) {

    /**
     * Messages of one user.
     *
     * @param atOnce as fast as the server takes them
     * @param perSecond besides, for so many {@code seconds}
     */
    public record Sends(long atOnce, double perSecond, int seconds) {
        public static final Sends NOTHING = atOnce(0);

        /** Nobody is answered faster than within a millisecond. */
        private static final double CLOSED_LOOP_PER_SECOND = 1000;

        public static Sends atOnce(long messages) {
            return new Sends(messages, 0, 0);
        }

        public static Sends atRate(double perSecond, int seconds) {
            return new Sends(0, perSecond, seconds);
        }

        /** The next as soon as the one before is answered. */
        public static Sends inClosedLoop(int seconds) {
            return atRate(CLOSED_LOOP_PER_SECOND, seconds);
        }

        /** The most that are sent in any so many seconds. */
        long within(int windowSeconds) {
            return atOnce + (long) Math.ceil(perSecond * Math.min(windowSeconds, seconds));
        }
    }
}
