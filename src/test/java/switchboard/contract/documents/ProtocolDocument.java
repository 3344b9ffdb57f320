package switchboard.contract.documents;

import java.util.List;
import java.util.regex.Pattern;
import switchboard.testing.Markdown;

/** docs/protocol.md, without what it calls planned. */
public final class ProtocolDocument {
    private static final Pattern PLANNED_CODE = Pattern.compile("`[^`]+` \\*\\*\\[planned]\\*\\*");

    private ProtocolDocument() {}

    public static String text() {
        return Markdown.read("docs/protocol.md").text();
    }

    /** The rows of all tables between this heading and the next, cell by cell. */
    public static List<List<String>> rows(String heading) {
        Markdown served = new Markdown(PLANNED_CODE.matcher(text()).replaceAll(""));
        return served.rows(heading).stream()
                .filter(row -> row.stream().noneMatch(cell -> cell.contains("**[planned]**")))
                .toList();
    }
}
