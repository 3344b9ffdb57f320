package switchboard.bench.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import switchboard.bench.account.Tally;
import switchboard.bench.stage.Settings;

/** The report for people: aligned columns, one line for each figure. */
public final class TableReport {
    private static final List<String> HEADINGS = List.of("scenario", "figure", "median", "min", "max", "unit");
    private static final List<Boolean> NUMERIC = List.of(false, false, true, true, true, false);

    private final PrintWriter out;

    public TableReport(PrintWriter out) {
        this.out = out;
    }

    public void print(Machine machine, Settings settings, Runs runs, List<ScenarioResult> results) {
        printMachine(machine, settings, runs);
        printFigures(results);
        out.println();
        results.forEach(this::printAccount);
        out.flush();
    }

    private void printMachine(Machine machine, Settings settings, Runs runs) {
        out.printf(
                Locale.ROOT,
                "%d cores (%s) · %s · %s · data on %s%n",
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                machine.operatingSystem(),
                machine.dataFileSystem());
        out.printf(
                Locale.ROOT,
                "%s · content of %,d bytes · %s · %d %s, %s · server options: %s%n%n",
                machine.time(),
                settings.contentBytes(),
                settings.dialect(),
                runs.count(),
                runs.count() == 1 ? "run" : "runs",
                runs.cold()
                        ? "each on a server that had just started, after a warm-up of the client"
                        : "each " + settings.seconds() + " s after " + settings.warmUpSeconds() + " s of warm-up",
                machine.serverJavaOptions().isEmpty() ? "none" : machine.serverJavaOptions());
    }

    private void printFigures(List<ScenarioResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (ScenarioResult result : results) {
            String scenario = result.scenario().name();
            for (ScenarioResult.Series series : result.series()) {
                rows.add(List.of(
                        scenario,
                        series.name(),
                        number(series.median()),
                        number(series.min()),
                        number(series.max()),
                        series.unit()));
                scenario = "";
            }
        }
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            out.println(line(row, widths));
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(NUMERIC.get(column) ? padding + row.get(column) : row.get(column) + padding)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }

    private void printAccount(ScenarioResult result) {
        Tally tally = result.tally();
        String deliveries = String.format(Locale.ROOT, "%,d deliveries", tally.deliveries());
        String account =
                tally.allRight() ? deliveries + ", each right" : deliveries + ", WRONG: " + tally.wrongInWords();
        String refusals = tally.refusals().isEmpty() ? "" : "; refused: " + tally.refusals();
        String end = result.reason()
                .map(reason ->
                        (result.outcome() == ScenarioResult.Outcome.SKIPPED ? "skipped: " : "FAILED: ") + reason + "; ")
                .orElse("");
        out.println(result.scenario().name() + ": " + end + account + refusals);
    }

    /** Three digits that count. */
    static String number(double value) {
        String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
