package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A document of this repository, as its readers have it: its text, and the tables below its headings. */
public record Markdown(String text) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Below the line under the header. */
    private static final int FIRST_ROW = 2;

    /** @param path from the top of the repository */
    public static Markdown read(String path) {
        try {
            return new Markdown(Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The rows of all tables between this heading and the next, cell by cell.
     *
     * @param heading with its marks, such as {@code ### Errors}
     */
    public List<List<String>> rows(String heading) {
        List<String> lines = text.lines().toList();
        int at = lines.indexOf(heading);
        assertThat(at).as(heading).isNotNegative();
        List<List<String>> rows = new ArrayList<>();
        boolean inCode = false;
        int row = 0;
        for (String line : lines.subList(at + 1, lines.size())) {
            inCode ^= line.startsWith("```");
            if (line.startsWith("#") && !inCode) {
                break;
            }
            row = line.startsWith("|") ? row + 1 : 0;
            if (row > FIRST_ROW) {
                rows.add(List.of(line.substring(1).split("\\|")));
            }
        }
        assertThat(rows).as(heading).isNotEmpty();
        return rows;
    }

    /** What stands between backticks. */
    public static List<String> codes(String text) {
        return CODE.matcher(text).results().map(code -> code.group(1)).toList();
    }
}
