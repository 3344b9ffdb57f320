import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws what {@code src/bench-growth/run} has measured: a picture for each series, and the tables of a document between
 * the lines {@code <!-- growth -->} and {@code <!-- /growth -->}.
 *
 * <p>{@code java -cp target/switchboard.jar src/bench-growth/Plot.java REPORTS IMAGES DOCUMENT}; the reports are named
 * {@code SERIES-SIZE.json}, the pictures {@code growth-SERIES.svg}. A series that was not measured is left out. Fails
 * where one delivery of a run was wrong, or a figure is missing.
 */
public final class Plot {
    private static final String BEGIN = "<!-- growth -->\n";
    private static final String END = "<!-- /growth -->";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param name in the picture
     * @param column of the table, without the unit
     * @param figure matches the name that bench gives it
     */
    private record Line(String name, String column, Pattern figure) {
        static Line of(String name, String column, String figure) {
            return new Line(name, column, Pattern.compile(figure));
        }
    }

    /** One diagram: lines of the same unit. */
    private record Panel(String title, String unit, List<Line> lines) {
        static Panel of(String title, String unit, Line... lines) {
            return new Panel(title, unit, List.of(lines));
        }
    }

    /** @param what the sizes count */
    private record Series(String name, String title, String what, List<Panel> panels) {}

    private static final Panel RESIDENT =
            Panel.of("resident memory", "MB", Line.of("server", "server resident", "server resident"));

    private static final List<Series> ALL = List.of(
            new Series("classes", "Classes of 50", "classes", List.of(
                    Panel.of("server CPU a message", "µs",
                            Line.of("a message", "server CPU a message", "server CPU per message")),
                    Panel.of("send to last recipient", "ms",
                            Line.of("p50", "to the last recipient, p50", "send to last recipient, p50"),
                            Line.of("p99", "p99", "send to last recipient, p99")),
                    RESIDENT)),
            new Series("students", "One class", "students", List.of(
                    Panel.of("server CPU a delivery", "µs",
                            Line.of("a delivery", "server CPU a delivery", "server CPU per delivery")),
                    Panel.of("broadcast to the last student", "ms",
                            Line.of("p50", "broadcast to the last, p50", "broadcast to the last of [\\d,]+, p50"),
                            Line.of("p99", "p99", "broadcast to the last of [\\d,]+, p99")),
                    RESIDENT)),
            new Series("connections", "Idle connections", "students", List.of(
                    Panel.of("server CPU a connect", "µs",
                            Line.of("a connect", "server CPU a connect", "server CPU per connect")),
                    Panel.of("resident memory a connection", "KB",
                            Line.of("each", "resident, each", "resident each, garbage collected")),
                    Panel.of("a broadcast in each class, to the last of all", "ms",
                            Line.of("the last", "broadcasts to the last", "broadcast to the last of all [\\d,]+")))),
            new Series("stored", "Stored messages", "messages", List.of(
                    Panel.of("start, and the first join after it", "ms",
                            Line.of("start", "start", "process start to /health 200, median"),
                            Line.of("first join", "first join", "the first join at the end after a start, median")),
                    Panel.of("join at the end; last 1,000 by GET", "ms",
                            Line.of("join", "join at the end", "join at the end, median"),
                            Line.of("by GET", "last 1,000 by GET", "last 1,000 messages by GET, median")),
                    Panel.of("join from 0, a million at most", "ms",
                            Line.of("join", "join from 0", "join from 0, [\\d,]+ messages, median")),
                    Panel.of("data on disk", "MB", Line.of("data", "on disk", "data on disk")))));

    private record Value(double median, double min, double max) {}

    /**
     * What bench told of one size.
     *
     * @param ends why it could not be measured
     */
    private record Report(String file, long size, JsonNode whole, JsonNode scenario, Optional<String> ends) {
        Value value(Line line) {
            for (JsonNode figure : scenario.path("figures")) {
                if (line.figure.matcher(figure.path("name").asText()).matches()) {
                    return new Value(
                            figure.path("median").asDouble(),
                            figure.path("min").asDouble(),
                            figure.path("max").asDouble());
                }
            }
            throw new IllegalStateException(file + " has no figure " + line.figure);
        }
    }

    private Plot() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("REPORTS IMAGES DOCUMENT");
        }
        Path images = Path.of(arguments[1]);
        Path document = Path.of(arguments[2]);
        StringBuilder text = new StringBuilder();
        for (Series series : ALL) {
            List<Report> reports = reports(Path.of(arguments[0]), series);
            List<Report> measured = reports.stream().filter(report -> report.ends.isEmpty()).toList();
            if (!measured.isEmpty()) {
                Path image = images.resolve("growth-" + series.name + ".svg");
                Files.writeString(image, picture(series, measured, reports));
                String link = document.toAbsolutePath().getParent().relativize(image.toAbsolutePath()).toString();
                text.append(section(series, measured, reports, link));
            }
        }
        String before = Files.readString(document);
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new IllegalStateException(document + " has no lines " + BEGIN.strip() + " and " + END);
        }
        Files.writeString(document, before.substring(0, begin + BEGIN.length()) + text + before.substring(end));
    }

    private static List<Report> reports(Path folder, Series series) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(series.name) + "-(\\d+)\\.json");
        List<Report> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var matcher = name.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    reports.add(read(file, Long.parseLong(matcher.group(1))));
                }
            }
        }
        reports.sort(Comparator.comparingLong(Report::size));
        return reports;
    }

    private static Report read(Path file, long size) throws IOException {
        JsonNode whole = JSON.readTree(file.toFile());
        JsonNode scenario = whole.path("scenarios").path(0);
        String outcome = scenario.path("outcome").asText();
        return switch (outcome) {
            case "right" -> new Report(file.toString(), size, whole, scenario, Optional.empty());
            case "skipped", "failed" ->
                new Report(file.toString(), size, whole, scenario, Optional.of(scenario.path("reason").asText()));
            default -> throw new IllegalStateException(file + ": " + outcome + " " + scenario.path("wrong"));
        };
    }

    // ---- the document

    private static String section(Series series, List<Report> measured, List<Report> all, String link) {
        List<Line> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| " + series.what + " |");
        for (Panel panel : series.panels) {
            for (Line line : panel.lines) {
                lines.add(line);
                head.append(' ').append(line.column).append(", ").append(panel.unit).append(" |");
            }
        }
        StringBuilder text = new StringBuilder("\n### " + series.title + "\n\n");
        text.append("![").append(series.title).append(": ");
        text.append(series.panels.stream().map(Panel::title).collect(Collectors.joining("; ")));
        text.append("](").append(link).append(")\n\n").append(head).append('\n');
        text.append("|---".repeat(lines.size() + 1)).append("|\n");
        for (Report report : all) {
            text.append("| ").append(count(report.size)).append(" |");
            if (report.ends.isPresent()) {
                text.append(" ends: ").append(report.ends.get().replace('\n', ' ').replace("|", "\\|"));
                text.append(" |").append(" |".repeat(lines.size() - 1));
            } else {
                lines.forEach(line -> text.append(' ').append(cell(report.value(line))).append(" |"));
            }
            text.append('\n');
        }
        return text.append('\n').append(origin(measured)).append("\n").toString();
    }

    private static String cell(Value value) {
        return value.min == value.max
                ? number(value.median)
                : number(value.median) + " (" + number(value.min) + "–" + number(value.max) + ")";
    }

    private static String origin(List<Report> measured) {
        JsonNode whole = measured.get(measured.size() - 1).whole;
        JsonNode machine = whole.path("machine");
        JsonNode settings = whole.path("settings");
        int runs = settings.path("runs").asInt();
        return String.format(
                Locale.ROOT,
                "%s, %d cores (%s), %s, data on %s; %d bytes of content, %s.%n",
                machine.path("time").asText().substring(0, 10),
                machine.path("cores").asInt(),
                machine.path("cpu").asText(),
                machine.path("jdk").asText(),
                machine.path("data_file_system").asText(),
                settings.path("content_bytes").asInt(),
                runs == 1 ? "one run" : "median of " + runs + " runs, the extremes in brackets");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Three digits that count. */
    private static String number(double value) {
        String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    // ---- the picture

    private static final int WIDTH = 300;
    private static final int HEIGHT = 230;
    private static final int LEFT = 58;
    private static final int RIGHT = 24;
    private static final int TOP = 52;
    private static final int BOTTOM = 44;
    private static final int CAPTION = 30;
    private static final List<String> COLORS = List.of("#1f6feb", "#c4432b");

    /** From here on an axis counts by powers of ten. */
    private static final double WIDE = 20;

    /** Where values of an axis lie, and which of them are written. */
    private record Axis(DoubleUnaryOperator place, List<Double> marks) {
        double at(double value) {
            return place.applyAsDouble(value);
        }

        static Axis of(double min, double max, double from, double to) {
            if (min > 0 && max / min >= WIDE) {
                double low = Math.floor(Math.log10(min));
                double high = Math.ceil(Math.log10(max));
                List<Double> marks = new ArrayList<>();
                for (double power = low; power <= high; power++) {
                    marks.add(Math.pow(10, power));
                }
                return new Axis(value -> from + (Math.log10(value) - low) / (high - low) * (to - from), marks);
            }
            double step = step(max);
            double top = Math.max(step, Math.ceil(max / step) * step);
            List<Double> marks = new ArrayList<>();
            for (double mark = 0; mark <= top + step / 2; mark += step) {
                marks.add(mark);
            }
            return new Axis(value -> from + value / top * (to - from), marks);
        }

        /** So that there are two to five marks above 0. */
        private static double step(double max) {
            double power = Math.pow(10, Math.floor(Math.log10(Math.max(max, 1e-9))));
            return max / power < 2 ? power / 2 : max / power < 5 ? power : 2 * power;
        }
    }

    private static String picture(Series series, List<Report> measured, List<Report> all) {
        Optional<Report> end = all.stream().filter(report -> report.ends.isPresent()).findFirst();
        int width = WIDTH * series.panels.size();
        int height = HEIGHT + (end.isPresent() ? CAPTION : 0);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"11\" fill=\"#24292f\">%n",
                width, height, width, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < series.panels.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d 0)\">%n", i * WIDTH));
            panel(svg, series, series.panels.get(i), measured, end);
            svg.append("</g>\n");
        }
        end.ifPresent(report -> text(svg, LEFT, HEIGHT + 14, "start", "#6e7781",
                "The dashed line: " + count(report.size) + " " + series.what + " are not possible here, since "
                        + shortened(report.ends.get())));
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg, Series series, Panel panel, List<Report> measured, Optional<Report> end) {
        List<Value> values = measured.stream()
                .flatMap(report -> panel.lines.stream().map(report::value))
                .toList();
        double least = values.stream().mapToDouble(Value::min).min().orElseThrow();
        double most = values.stream().mapToDouble(Value::max).max().orElseThrow();
        long last = Math.max(
                measured.get(measured.size() - 1).size, end.map(Report::size).orElse(0L));
        Axis x = Axis.of(measured.get(0).size, last, LEFT, WIDTH - RIGHT);
        Axis y = Axis.of(least, most, HEIGHT - BOTTOM, TOP);
        text(svg, LEFT, 16, "start", "#24292f", panel.title + ", " + panel.unit);
        for (double mark : y.marks) {
            line(svg, LEFT, y.at(mark), WIDTH - RIGHT, y.at(mark), "#d8dee4", "");
            text(svg, LEFT - 6, y.at(mark) + 4, "end", "#57606a", label(mark));
        }
        for (double mark : x.marks) {
            line(svg, x.at(mark), HEIGHT - BOTTOM, x.at(mark), HEIGHT - BOTTOM + 4, "#57606a", "");
            text(svg, x.at(mark), HEIGHT - BOTTOM + 17, "middle", "#57606a", label(mark));
        }
        text(svg, WIDTH - RIGHT, HEIGHT - BOTTOM + 33, "end", "#57606a", series.what);
        end.map(report -> x.at(report.size))
                .ifPresent(at -> line(svg, at, TOP, at, HEIGHT - BOTTOM, "#6e7781", " stroke-dasharray=\"4 3\""));
        for (int i = 0; i < panel.lines.size(); i++) {
            Line line = panel.lines.get(i);
            String color = COLORS.get(i % COLORS.size());
            if (panel.lines.size() > 1) {
                text(svg, LEFT + i * 100, 34, "start", color, "● " + line.name);
            }
            String points = measured.stream()
                    .map(report -> String.format(
                            Locale.ROOT, "%.1f,%.1f", x.at(report.size), y.at(report.value(line).median)))
                    .collect(Collectors.joining(" "));
            svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").append(color).append("\" points=\"");
            svg.append(points).append("\"/>\n");
            for (Report report : measured) {
                Value value = report.value(line);
                double at = x.at(report.size);
                line(svg, at, y.at(value.min), at, y.at(value.max), color, "");
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle r=\"3\" fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\"/>%n",
                        color, at, y.at(value.median)));
            }
        }
    }

    /** As 50, 0.5, 10 k or 1 M. */
    private static String label(double mark) {
        double thousands = mark >= 1e6 ? mark / 1e6 : mark >= 1e4 ? mark / 1e3 : mark;
        String digits = thousands == Math.rint(thousands)
                ? String.format(Locale.ROOT, "%,.0f", thousands)
                : String.format(Locale.ROOT, "%.3f", thousands).replaceAll("0+$", "");
        return digits + (mark >= 1e6 ? " M" : mark >= 1e4 ? " k" : "");
    }

    private static String shortened(String reason) {
        String line = reason.lines().findFirst().orElse("");
        return line.length() <= 140 ? line : line.substring(0, 139) + "…";
    }

    private static void line(
            StringBuilder svg, double x1, double y1, double x2, double y2, String color, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1, y1, x2, y2, color, more));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String color, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x, y, anchor, color, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
