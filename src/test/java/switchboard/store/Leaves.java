package switchboard.store;

import java.util.stream.Stream;

/** The types that a sealed one stands for in the end. */
public final class Leaves {
    private Leaves() {}

    /** Those without types below them. */
    public static Stream<Class<?>> of(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Leaves::of) : Stream.of(type);
    }
}
