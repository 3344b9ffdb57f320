package switchboard.store.sqlite.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a database's tables and indexes are made of, down to each constraint, and how one differs from another.
 *
 * <p>What somebody has added beside ours is left alone as long as it changes nothing that is stored: tables, views,
 * plain indexes, statistics. A trigger on a table of ours, or a unique index, does change that.
 */
final class SchemaCheck {
    private static final String OBJECTS = """
            SELECT type || ' ' || name, sql, lower(tbl_name), type = 'trigger' OR (type = 'index' AND sql LIKE 'CREATE UNIQUE %')
              FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            """;

    private record Part(SchemaText text, String table, boolean changesWhatIsStored) {}

    private final Map<String, Part> parts = new TreeMap<>();

    private SchemaCheck() {}

    static SchemaCheck of(Connection connection) throws SQLException {
        SchemaCheck schema = new SchemaCheck();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OBJECTS)) {
            while (rows.next()) {
                schema.parts.put(
                        rows.getString(1),
                        new Part(SchemaText.of(rows.getString(2)), rows.getString(3), rows.getBoolean(4)));
            }
        }
        return schema;
    }

    /** What is wrong with another one that should be like this, for people; empty where nothing is. */
    List<String> faultsOf(SchemaCheck other) {
        List<String> faults = new ArrayList<>();
        parts.forEach((name, part) -> {
            Part found = other.parts.get(name);
            if (found == null) {
                faults.add("there is no " + name);
            } else if (!found.text.equals(part.text)) {
                faults.add(name + difference(part.text, found.text));
            }
        });
        other.parts.forEach((name, part) -> {
            if (part.changesWhatIsStored && !parts.containsKey(name) && parts.containsKey("table " + part.table)) {
                faults.add("there is a " + name + " on the table " + part.table);
            }
        });
        return faults;
    }

    private static String difference(SchemaText expected, SchemaText found) {
        List<String> lacking = expected.without(found);
        List<String> extra = found.without(expected);
        if (lacking.isEmpty() && extra.isEmpty()) {
            return " has its columns in another order";
        }
        List<String> said = new ArrayList<>();
        if (!lacking.isEmpty()) {
            said.add(" lacks " + quoted(lacking));
        }
        if (!extra.isEmpty()) {
            said.add(" has " + quoted(extra) + (lacking.isEmpty() ? " besides" : " instead"));
        }
        return String.join(" and", said);
    }

    private static String quoted(List<String> parts) {
        return "`" + String.join("`, `", parts) + "`";
    }
}
