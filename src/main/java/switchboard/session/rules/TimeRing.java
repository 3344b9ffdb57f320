package switchboard.session.rules;

/** A queue of rising times. Grows as needed, so that a user who sends little costs little, whatever the limit. */
final class TimeRing {
    private static final int INITIAL = 8;

    private long[] times = new long[INITIAL];
    private int first;
    private int size;

    void add(long time) {
        if (size == times.length) {
            grow();
        }
        times[(first + size) % times.length] = time;
        size++;
    }

    /** Drops all that are at or before {@code time}. */
    void forgetUpTo(long time) {
        // The difference, not the order: a monotonic clock may start anywhere and overflow.
        while (size > 0 && times[first] - time <= 0) {
            first = (first + 1) % times.length;
            size--;
        }
    }

    int size() {
        return size;
    }

    /** @param index 0 for the oldest, up to {@link #size} − 1 */
    long get(int index) {
        return times[(first + index) % times.length];
    }

    private void grow() {
        long[] larger = new long[times.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = times[(first + i) % times.length];
        }
        times = larger;
        first = 0;
    }
}
