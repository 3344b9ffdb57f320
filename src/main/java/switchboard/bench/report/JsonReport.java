package switchboard.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import switchboard.bench.stage.Settings;

/** The report for programs: one JSON object, with the value of every run. */
public final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;

    public JsonReport(PrintWriter out) {
        this.out = out;
    }

    public void print(Machine machine, Settings settings, Runs runs, List<ScenarioResult> results) {
        ObjectNode report = JSON.createObjectNode();
        report.putObject("machine")
                .put("time", machine.time().toString())
                .put("cores", machine.cores())
                .put("cpu", machine.cpu())
                .put("jdk", machine.jdk())
                .put("operating_system", machine.operatingSystem())
                .put("data_file_system", machine.dataFileSystem())
                .put("server_java_options", machine.serverJavaOptions());
        report.putObject("settings")
                .put("seconds", settings.seconds())
                .put("warm_up_seconds", settings.warmUpSeconds())
                .put("content_bytes", settings.contentBytes())
                .put("protocol", settings.dialect().toString())
                .put("runs", runs.count())
                .put("cold", runs.cold());
        ArrayNode scenarios = report.putArray("scenarios");
        results.forEach(result -> add(scenarios.addObject(), result));
        out.println(report.toPrettyString());
        out.flush();
    }

    private static void add(ObjectNode node, ScenarioResult result) {
        node.put("name", result.scenario().name());
        node.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        result.reason().ifPresent(reason -> node.put("reason", reason));
        node.put("deliveries", result.tally().deliveries());
        ObjectNode wrong = node.putObject("wrong");
        result.tally().wrong().forEach((what, count) -> wrong.put(what.name().toLowerCase(Locale.ROOT), count));
        ObjectNode refused = node.putObject("refused");
        result.tally().refusals().forEach(refused::put);
        ArrayNode figures = node.putArray("figures");
        for (ScenarioResult.Series series : result.series()) {
            ObjectNode figure = figures.addObject()
                    .put("name", series.name())
                    .put("unit", series.unit())
                    .put("median", series.median())
                    .put("min", series.min())
                    .put("max", series.max());
            series.values().forEach(figure.putArray("values")::add);
        }
    }
}
