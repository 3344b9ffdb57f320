package switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import switchboard.bench.scenarios.Broadcast;
import switchboard.bench.scenarios.Burst;

final class ProgressLineTest {
    private final StringWriter terminal = new StringWriter();
    private long now = TimeUnit.DAYS.toNanos(1);
    private boolean stopped;
    private final ProgressLine line = new ProgressLine(new PrintWriter(terminal), () -> now, () -> stopped = true);

    private String shownSince(int length) {
        return terminal.toString().substring(length);
    }

    @Test
    void saysWhichOfHowManyAndHowLongOfHowLong() {
        line.begins(new Progress.Step(new Broadcast(), 2, 6, 1, 1, 14));
        now += TimeUnit.MILLISECONDS.toNanos(7_900);
        line.redraw();

        assertThat(terminal.toString())
                .isEqualTo("\r2 of 6, broadcast: 0 of about 14 s\r2 of 6, broadcast: 7 of about 14 s");
    }

    @Test
    void countsFromTheBeginningOfEachRunAndCoversALongerLine() {
        line.begins(new Progress.Step(new Broadcast(), 2, 6, 2, 3, 14));
        now += TimeUnit.SECONDS.toNanos(9);
        int before = terminal.toString().length();

        line.begins(new Progress.Step(new Burst(), 3, 6, 1, 3, 14));

        assertThat(shownSince(before)).isEqualTo("\r3 of 6, burst, run 1 of 3: 0 of about 14 s    ");
    }

    @Test
    void isGoneInTheEnd() {
        line.begins(new Progress.Step(new Burst(), 1, 1, 1, 1, 5));
        int before = terminal.toString().length();

        line.close();
        line.redraw();

        assertThat(shownSince(before)).isBlank().startsWith("\r").endsWith("\r").hasSize(before + 1);
        assertThat(stopped).isTrue();
    }
}
