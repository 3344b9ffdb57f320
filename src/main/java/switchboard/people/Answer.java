package switchboard.people;

import java.util.function.Function;
import switchboard.protocol.frames.Refused;

/**
 * What was asked for, or why there is none.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {
    /** It was done. */
    record Done<T>(T value) implements Answer<T> {}

    /** It was not done. */
    record NotDone<T>(Refused refused) implements Answer<T> {}

    /** What either becomes. */
    default <R> R either(Function<T, R> done, Function<Refused, R> notDone) {
        return this instanceof Done<T> known ? done.apply(known.value()) : notDone.apply(((NotDone<T>) this).refused());
    }
}
