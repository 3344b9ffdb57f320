package switchboard.http.api;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.routing.Routes;
import switchboard.identity.access.Action;
import switchboard.ops.HealthReport;
import switchboard.session.api.HubProtocol;

/** What a monitor or an orchestrator asks. Answered from the last self-check, so that it never waits. */
final class HealthCalls {
    private record ReportBody(
            String status,
            Instant timestamp,
            long uptimeSeconds,
            String version,
            @Nullable String commit,
            String database,
            int activeSessions,
            ConnectionsBody connections,
            HealthReport.SystemUse system) {}

    private record ConnectionsBody(int totalConnections, int activeSessions, int instructors, int students) {
        static ConnectionsBody of(HubProtocol.Counts counts) {
            return new ConnectionsBody(
                    counts.connections(), counts.sessionsWithConnections(), counts.instructors(), counts.students());
        }
    }

    private record StatusBody(String status, @Nullable String message) {}

    private final Supplier<HealthReport> health;

    HealthCalls(Supplier<HealthReport> health) {
        this.health = health;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/health", Action.ASK_AS_ANYBODY, (request, none) -> now(report(health.get())))
                .with("GET", "/health/live", Action.ASK_AS_ANYBODY, (request, none) -> now(live()))
                .with("GET", "/health/ready", Action.ASK_AS_ANYBODY, (request, none) -> now(ready(health.get())));
    }

    private static HttpResponse report(HealthReport report) {
        return answer(
                report.healthy(),
                new ReportBody(
                        report.healthy() ? "healthy" : "unhealthy",
                        report.timestamp(),
                        report.uptimeSeconds(),
                        report.version(),
                        report.commit().orElse(null),
                        report.database().orElse("healthy"),
                        report.counts().activeSessions(),
                        ConnectionsBody.of(report.counts()),
                        report.system()));
    }

    /** That it answers is the answer: a process that cannot is to be started again. */
    private static HttpResponse live() {
        return answer(true, new StatusBody("live", null));
    }

    private static HttpResponse ready(HealthReport report) {
        String notReady = report.notReady().orElse(null);
        return answer(notReady == null, new StatusBody(notReady == null ? "ready" : "not ready", notReady));
    }

    private static HttpResponse answer(boolean good, Object body) {
        return good
                ? Responses.json(200, body)
                : Responses.json(503, body).addHeader(RawHeader.create("Retry-After", "1"));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
