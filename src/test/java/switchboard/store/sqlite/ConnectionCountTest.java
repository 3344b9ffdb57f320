package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.RowSink;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;

/** However many read at once, the process opens the database ten times at most. */
class ConnectionCountTest {
    private static final int READERS = 8;
    private static final int MOST = 10;

    @TempDir
    private Path folder;

    /** Keeps whoever reads in the middle of it. */
    private static final class Holding implements RowSink {
        private final CountDownLatch entered = new CountDownLatch(READERS);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }

        @Override
        public boolean take(Message message) {
            return true;
        }

        @Override
        public boolean damaged(long first, long last) {
            return true;
        }
    }

    private long timesOpen() throws IOException {
        Path file = folder.resolve("switchboard.db").toRealPath();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> isLinkTo(each, file)).count();
        }
    }

    private static boolean isLinkTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void noMoreThanTenConnectionsWhoeverReads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * MOST);
        Holding holding = new Holding();
        try (SqliteDatabase database = SqliteDatabase.open(folder, SQLITE, Clock.systemUTC())) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 2 * MOST; i++) {
                reads.add(threads.submit(
                        () -> database.scan(session.key(), StoreSamples.TEACHER, Role.INSTRUCTOR, 0, 1, 10, holding)));
            }
            long whileReading;
            long whileWriting;
            try {
                holding.entered.await();
                whileReading = timesOpen();
                // Writing to what was not written to before is read first, and waits for none of them.
                append(database, create(database, session()), question("{}"));
                whileWriting = timesOpen();
            } finally {
                // Or closing the database waits for them for ever.
                holding.released.countDown();
            }
            for (Future<Long> read : reads) {
                assertThat(read.get()).isEqualTo(1);
            }
            assertThat(List.of(whileReading, whileWriting, timesOpen()))
                    .containsExactly((long) READERS + 1, (long) MOST, (long) MOST);
        } finally {
            threads.shutdownNow();
        }
    }
}
