package switchboard.protocol;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562), rising within this process even within one millisecond. Thread-safe. */
final class TimeOrderedIds {
    private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private TimeOrderedIds() {}

    static UUID next() {
        return GENERATOR.generate();
    }
}
