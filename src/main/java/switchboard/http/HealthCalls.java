package switchboard.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.ops.HealthReport;
import switchboard.protocol.Timestamps;

/** What a monitor or an orchestrator asks. Answered from the last self-check, so that it never waits. */
final class HealthCalls {
    private final Supplier<HealthReport> health;

    HealthCalls(Supplier<HealthReport> health) {
        this.health = health;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/health", (request, none) -> now(report(health.get())))
                .with("GET", "/health/live", (request, none) -> now(live()))
                .with("GET", "/health/ready", (request, none) -> now(ready(health.get())));
    }

    private static HttpResponse report(HealthReport report) {
        HttpResponse response = Answers.json(report.healthy() ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringField("status", report.healthy() ? "healthy" : "unhealthy");
            json.writeStringField("timestamp", Timestamps.format(report.timestamp()));
            json.writeNumberField("uptime_seconds", report.uptimeSeconds());
            json.writeStringField("version", report.version());
            json.writeStringField("database", report.database().orElse("healthy"));
            json.writeNumberField("active_sessions", report.counts().activeSessions());
            writeConnections(json, report);
            writeSystem(json, report);
            json.writeEndObject();
        });
        return report.healthy() ? response : response.addHeader(RawHeader.create("Retry-After", "1"));
    }

    private static void writeConnections(JsonGenerator json, HealthReport report) throws IOException {
        json.writeObjectFieldStart("connections");
        json.writeNumberField("total_connections", report.counts().connections());
        json.writeNumberField("active_sessions", report.counts().sessionsWithConnections());
        json.writeNumberField("instructors", report.counts().instructors());
        json.writeNumberField("students", report.counts().students());
        json.writeEndObject();
    }

    private static void writeSystem(JsonGenerator json, HealthReport report) throws IOException {
        json.writeObjectFieldStart("system");
        json.writeNumberField("memory_used_bytes", report.system().memoryUsedBytes());
        json.writeNumberField("memory_max_bytes", report.system().memoryMaxBytes());
        json.writeNumberField("processors", report.system().processors());
        json.writeEndObject();
    }

    /** That it answers is the answer: a process that cannot is to be started again. */
    private static HttpResponse live() {
        return Answers.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "live");
            json.writeEndObject();
        });
    }

    private static HttpResponse ready(HealthReport report) {
        String notReady = report.notReady().orElse(null);
        HttpResponse response = Answers.json(notReady == null ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringField("status", notReady == null ? "ready" : "not ready");
            if (notReady != null) {
                json.writeStringField("message", notReady);
            }
            json.writeEndObject();
        });
        return notReady == null ? response : response.addHeader(RawHeader.create("Retry-After", "1"));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
