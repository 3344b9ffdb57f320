package switchboard.session.api;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of a protocol, as its sealed interface lists them. */
public final class SealedCommands {
    private SealedCommands() {}

    /** All types of messages, but those that an actor tells itself. */
    public static Set<Class<?>> of(Class<?> command, Class<?> internal) {
        return leaves(command).filter(type -> type != internal).collect(Collectors.toSet());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedCommands::leaves)
                : Stream.of(type);
    }
}
