package switchboard.store.sqlite;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;
import switchboard.protocol.MessageId;
import switchboard.protocol.MessageType;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.SessionName;
import switchboard.settings.SettingsReader;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.Write;
import switchboard.store.Written;

/** A group of messages of one class, on disk when the call returns. The score is the time of one message. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark extends Piece {
    /** On the disk that is meant ({@code -p folder=FOLDER}); where it is empty, the system's temporary folder. */
    @Param("")
    public String folder = "";

    @Param("200")
    public int contentBytes;

    private Path data;
    private SqliteDatabase database;
    private Write append;

    @Setup
    public void openDatabase() throws IOException, StoreException {
        String prefix = "switchboard-benchmark";
        data = folder.isEmpty()
                ? Files.createTempDirectory(prefix)
                : Files.createTempDirectory(Files.createDirectories(Path.of(folder)), prefix);
        SqliteSettings settings = SqliteSettings.from(new SettingsReader(ConfigFactory.defaultReference()));
        database = SqliteDatabase.open(data, settings, Clock.systemUTC());
        SessionInfo session = new SessionInfo(
                SessionId.next(),
                new SessionName("Algebra"),
                Samples.TEACHER,
                List.of(Samples.STUDENT),
                Instant.parse("2026-11-24T08:00:00Z"),
                null);
        Written created = database.write(List.of(new Write.Create(session))).get(0);
        SessionKey key = ((Written.Created) created).session().key();
        // Without a ref it is stored however often it comes.
        append = new Write.Append(
                key,
                new NewMessage(
                        MessageId.next(),
                        Samples.STUDENT,
                        Samples.draft(MessageType.INSTRUCTOR_INBOX, contentBytes),
                        null,
                        0,
                        false));
    }

    @TearDown
    public void removeDatabase() throws IOException {
        database.close();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(data);
    }

    @Benchmark
    @OperationsPerInvocation(1)
    public Object groupOf1() throws StoreException {
        return write(1);
    }

    @Benchmark
    @OperationsPerInvocation(10)
    public Object groupOf10() throws StoreException {
        return write(10);
    }

    @Benchmark
    @OperationsPerInvocation(100)
    public Object groupOf100() throws StoreException {
        return write(100);
    }

    private List<Written> write(int messages) throws StoreException {
        List<Written> written = database.write(Collections.nCopies(messages, append));
        // As the writer's thread does behind each group: or the log would grow, and its cost with it.
        database.checkpointIfDue();
        return written;
    }
}
