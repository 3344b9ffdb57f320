package switchboard.session.api;

import java.util.Set;
import java.util.stream.Collectors;
import switchboard.testing.EachOf;

/** The commands of a protocol, as its sealed interface lists them. */
public final class SealedCommands {
    private SealedCommands() {}

    /** All types of messages, but those that an actor tells itself. */
    public static Set<Class<?>> of(Class<?> command, Class<?> internal) {
        return EachOf.kinds(command).filter(type -> type != internal).collect(Collectors.toSet());
    }
}
