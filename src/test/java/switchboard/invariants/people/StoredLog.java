package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The log of one session as it lies on disk, read by a connection of the test's own: the truth that clients are
 * compared with.
 */
public record StoredLog(List<Row> rows) {
    private static final String ROWS = """
            SELECT m.key & 4294967295, hex(m.id), m.type, m.from_user, m.to_user, m.content
            FROM messages m JOIN sessions s ON m.key >> 32 = s.number
            WHERE hex(s.id) = ? ORDER BY m.key""";

    public record Row(
            long seq,
            String id,
            String type,
            String from,
            @Nullable String to,
            String content) {}

    /** Reads it; it must be 1, 2, 3 … without a gap (I2). */
    public static StoredLog of(Path data, String session) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + data.resolve("switchboard.db"));
                PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setString(1, session.replace("-", "").toUpperCase(Locale.ROOT));
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getLong(1),
                            uuid(row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                }
            }
            assertThat(rows.stream().map(Row::seq))
                    .as("I2: seqs of the log")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, rows.size()).boxed().toList());
            return new StoredLog(List.copyOf(rows));
        } catch (SQLException e) {
            throw new AssertionError("the log cannot be read", e);
        }
    }

    private static String uuid(String hex) {
        return new UUID(Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16))
                .toString();
    }

    public List<Row> of(Viewer viewer) {
        return rows.stream().filter(viewer::gets).toList();
    }

    public List<Row> from(String user) {
        return rows.stream().filter(row -> row.from().equals(user)).toList();
    }

    public int size() {
        return rows.size();
    }
}
