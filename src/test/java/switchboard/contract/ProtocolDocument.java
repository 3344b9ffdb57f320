package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** docs/protocol.md, as its readers have it: the tables below its headings. */
final class ProtocolDocument {
    private static final Path FILE = Path.of("docs", "protocol.md");
    private static final Pattern PLANNED = Pattern.compile("`[^`]+` \\*\\*\\[planned]\\*\\*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Below the line under the header. */
    private static final int FIRST_ROW = 2;

    private ProtocolDocument() {}

    static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The rows of all tables between this heading and the next, cell by cell, without those that are planned.
     *
     * @param heading with its marks, such as {@code ### Errors}
     */
    static List<List<String>> rows(String heading) {
        List<String> lines = text().lines().toList();
        int at = lines.indexOf(heading);
        assertThat(at).as(heading).isNotNegative();
        List<List<String>> rows = new ArrayList<>();
        int row = 0;
        for (String line : lines.subList(at + 1, lines.size())) {
            if (line.startsWith("#")) {
                break;
            }
            row = line.startsWith("|") ? row + 1 : 0;
            String served = PLANNED.matcher(line).replaceAll("");
            if (row > FIRST_ROW && !served.contains("**[planned]**")) {
                rows.add(List.of(served.substring(1).split("\\|")));
            }
        }
        assertThat(rows).as(heading).isNotEmpty();
        return rows;
    }

    /** What stands between backticks. */
    static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }
}
