package switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import picocli.CommandLine;

/** Runs the whole command once, and has what it said. The servers that it starts itself are {@link StubServer}s. */
final class BenchRun {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Returns the exit code. */
    int run(String... arguments) {
        return run(false, arguments);
    }

    int runOnTerminal(String... arguments) {
        return run(true, arguments);
    }

    private int run(boolean onTerminal, String... arguments) {
        return new CommandLine(new Bench(StubServer.class.getName(), PATIENCE, CLOCK, () -> onTerminal))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** All that it said, for whoever reads a failure. */
    String said() {
        return out + "\n" + err;
    }

    JsonNode report() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    /** Of the report, the first scenario. */
    JsonNode json() throws IOException {
        return report().path("scenarios").path(0);
    }
}
