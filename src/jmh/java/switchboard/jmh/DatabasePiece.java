package switchboard.jmh;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.settings.SettingsReader;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.store.sqlite.file.SqliteSettings;

/** A piece that needs a database with a session in it. */
public abstract class DatabasePiece extends Piece {
    /** On the disk that is meant ({@code -p folder=FOLDER}); where it is empty, the system's temporary folder. */
    @Param("")
    public String folder = "";

    @Param("200")
    public int contentBytes;

    private Path data;
    protected SqliteDatabase database;
    protected SessionKey session;

    /** Goes before the set-up of the piece itself. */
    @Setup
    public void openDatabase() throws IOException, StoreException {
        String prefix = "switchboard-benchmark";
        data = folder.isEmpty()
                ? Files.createTempDirectory(prefix)
                : Files.createTempDirectory(Files.createDirectories(Path.of(folder)), prefix);
        SqliteSettings settings = SqliteSettings.from(new SettingsReader(ConfigFactory.defaultReference()));
        database = SqliteDatabase.open(data, settings, Clock.systemUTC());
        SessionInfo info = new SessionInfo(
                SessionId.next(),
                new SessionName("Algebra"),
                Samples.TEACHER,
                List.of(Samples.STUDENT),
                Map.of(),
                Instant.parse("2026-11-24T08:00:00Z"),
                null);
        Written created = database.write(List.of(new Write.Create(info))).get(0);
        session = ((Written.Created) created).session().key();
    }

    /** A question, without a ref: stored however often it comes. */
    protected Write question(UserId from) {
        return new Write.Append(
                session,
                new NewMessage(
                        MessageId.next(),
                        from,
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
}
