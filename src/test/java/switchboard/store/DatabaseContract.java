package switchboard.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database of each dialect in its turn, in a time that a test sets. */
@ParameterizedClass(name = "{0}")
@EnumSource(Dialect.class)
abstract class DatabaseContract {
    static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123456789Z");

    @Parameter
    Dialect dialect;

    @TempDir
    Path folder;

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    Database database;

    @BeforeEach
    void open() throws Exception {
        database = dialect.open(folder, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    void startAgain() throws Exception {
        database.close();
        open();
    }
}
