package switchboard.control;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody at the server's machine asks for.
 *
 * @param command one of {@link Command}, in lower case
 * @param userId the teacher whom it is about; null where it is about none
 */
public record Order(@Nullable String command, @Nullable String userId) {
    /** What can be asked for. */
    public enum Command {
        /** A link that makes one more teacher. */
        ADD,
        /** All teachers. */
        LIST,
        /** Signs a teacher out of all devices, and makes a link for a new one. */
        RESET,
        /** Signs somebody out of all devices who is a teacher no more. */
        REMOVE;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Command> of(@Nullable String wire) {
            for (Command command : values()) {
                if (command.wire().equals(wire)) {
                    return Optional.of(command);
                }
            }
            return Optional.empty();
        }
    }

    /** One about nobody. */
    public static Order of(Command command) {
        return new Order(command.wire(), null);
    }

    /** One about a teacher. */
    public static Order of(Command command, String userId) {
        return new Order(command.wire(), userId);
    }
}
