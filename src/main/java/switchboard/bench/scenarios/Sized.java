package switchboard.bench.scenarios;

/** A scenario of which people may choose the size, to see how cost grows with it. */
public interface Sized extends Scenario {

    /**
     * Which sizes there are.
     *
     * @param what is counted, for people
     */
    record Sizes(int min, int max, String what) {
        public boolean hold(int size) {
            return size >= min && size <= max;
        }
    }

    Sizes sizes();

    /**
     * The same scenario in another size, which is a part of its name.
     *
     * @param size one of {@link #sizes}
     */
    Scenario sized(int size);
}
