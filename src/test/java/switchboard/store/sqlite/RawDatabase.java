package switchboard.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;

/** A connection of somebody else to the database of a folder. */
public final class RawDatabase implements AutoCloseable {
    private final Connection connection;

    public RawDatabase(Path folder) throws SQLException {
        connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("switchboard.db"));
    }

    /** From now on {@code json_valid} says of NULL what SQLite before 3.45 says, such as that of Debian 12: 0. */
    public void answerAsOlderSqlite() throws SQLException {
        Function.create(connection, "json_valid", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(value_text(0) == null ? 0 : 1);
            }
        });
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does several statements. */
    public void script(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** How SQLite means to answer a query. */
    public List<String> plan(String query) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }

    /** The first column of all rows. */
    public List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    public String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
