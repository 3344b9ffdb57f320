package switchboard.store;

import java.nio.file.Path;
import java.time.Clock;
import switchboard.store.sqlite.SqliteDatabase;

/** What the contract tests run for: each dialect, and one behind the wrapper by which other tests make it fail. */
public enum Dialect {
    SQLITE {
        @Override
        Database open(Path folder, Clock clock) throws StoreException {
            return SqliteDatabase.open(folder, StoreSamples.SQLITE, clock);
        }
    },
    SQLITE_WITHOUT_FAULTS {
        @Override
        Database open(Path folder, Clock clock) throws StoreException {
            return new FaultyDatabase(SQLITE.open(folder, clock));
        }
    };

    /** Opens the database of a folder, or makes both. */
    abstract Database open(Path folder, Clock clock) throws StoreException;
}
