package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.SqliteFile;
import switchboard.store.sqlite.log.LogReader;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The connections that read: one for each thread that reads at a time, kept for the next. Reads hold {@code open}
 * shared; closing holds it alone, so that no read is cut off. Remembers where what was read is damaged. Thread-safe.
 */
final class LogReaders {
    private static final Logger LOG = LoggerFactory.getLogger(LogReaders.class);

    interface Reading<T> {
        T with(LogReader reader) throws SQLException;
    }

    private final SqliteFile file;
    private final DamagedPlaces damaged = new DamagedPlaces();
    private final ReadWriteLock open = new ReentrantReadWriteLock();

    /** Whoever reads when these are gone waits for one to come back. */
    private final Semaphore connections;

    /** Readers that nobody uses just now. Guarded by itself. */
    private final Deque<LogReader> idle = new ArrayDeque<>();

    /** Guarded by {@code open}. */
    private boolean closed;

    LogReaders(SqliteFile file, int maxConnections) {
        this.file = file;
        this.connections = new Semaphore(maxConnections);
    }

    /** @param where tells what is read here from all else */
    <T> T read(Object where, Reading<T> work) throws StoreException {
        return read(where, work, work::with);
    }

    /** @param check reads the same for nobody */
    <T> T read(Object where, Reading<T> work, DamagedPlaces.Check check) throws StoreException {
        connections.acquireUninterruptibly();
        try {
            return readOrRemember(where, work, check);
        } finally {
            connections.release();
        }
    }

    /** For the one who writes, and who waits for nobody that reads: has a connection more. */
    <T> T readForWriting(Object where, Reading<T> work) throws StoreException {
        return readOrRemember(where, work, work::with);
    }

    private <T> T readOrRemember(Object where, Reading<T> work, DamagedPlaces.Check check) throws StoreException {
        try {
            return readNow(work, leftOut -> damaged.found(new DamagedPlaces.Place(where, check, leftOut)));
        } catch (StoreException e) {
            if (e.trouble() == Trouble.DAMAGED) {
                damaged.found(new DamagedPlaces.Place(where, check, e));
            }
            throw e;
        }
    }

    /** Throws as long as something is damaged: checks until it meets what still is. */
    void checkDamage() throws StoreException {
        for (DamagedPlaces.Place place = damaged.next(); place != null; place = damaged.next()) {
            DamagedPlaces.Check check = place.check();
            read(place.where(), reader -> {
                check.with(reader);
                SQLException leftOut = reader.takeDamage();
                if (leftOut != null) {
                    throw leftOut;
                }
                return true;
            });
            damaged.isSound(place);
        }
    }

    /** Closes them all, and does this while nobody reads. */
    void close(Runnable besides) {
        open.writeLock().lock();
        try {
            synchronized (idle) {
                idle.forEach(LogReaders::close);
                idle.clear();
            }
            besides.run();
        } finally {
            open.writeLock().unlock();
        }
    }

    /** Closes them all, and lets nobody read any more. */
    void closeForGood(Runnable besides) {
        close(() -> {
            closed = true;
            besides.run();
        });
    }

    /** @param damage is told what was left out of the result, if anything */
    private <T> T readNow(Reading<T> work, Consumer<StoreException> damage) throws StoreException {
        open.readLock().lock();
        try {
            if (closed) {
                throw file.closedAlready();
            }
            LogReader reader = borrow();
            boolean done = false;
            try {
                T result = work.with(reader);
                SQLException leftOut = reader.takeDamage();
                if (leftOut != null) {
                    damage.accept(SqliteErrors.of(leftOut, file.path()));
                }
                // What it remembers of a damaged page is dropped with it: the page may be repaired.
                done = leftOut == null;
                return result;
            } finally {
                if (done) {
                    synchronized (idle) {
                        idle.push(reader);
                    }
                } else {
                    close(reader);
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        } finally {
            open.readLock().unlock();
        }
    }

    private LogReader borrow() throws SQLException, StoreException {
        synchronized (idle) {
            LogReader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
        }
        file.verifySame();
        Connection connection = file.openReader();
        try {
            return new LogReader(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void close(LogReader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_CLOSE_FAILED)
                    .log("A reader of the database was not closed as it should: {}", e.getMessage());
        }
    }
}
