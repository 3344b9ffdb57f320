package switchboard.bench.report;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One line of a terminal that is written again and again, and is gone in the end. Thread-safe. */
public final class ProgressLine implements Progress {
    private final PrintWriter terminal;
    private final LongSupplier ticker;
    private final Runnable onClose;
    private @Nullable Step step;
    private long beganAt;
    private int shown;

    /**
     * @param ticker a monotonic clock in nanoseconds
     * @param onClose ends what calls {@link #redraw}
     */
    ProgressLine(PrintWriter terminal, LongSupplier ticker, Runnable onClose) {
        this.terminal = terminal;
        this.ticker = ticker;
        this.onClose = onClose;
    }

    /** One that is written again each second, by a thread of its own. */
    public static ProgressLine everySecond(PrintWriter terminal, LongSupplier ticker) {
        ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "bench-progress");
            thread.setDaemon(true);
            return thread;
        });
        ProgressLine line = new ProgressLine(terminal, ticker, seconds::shutdownNow);
        seconds.scheduleAtFixedRate(line::redraw, 1, 1, TimeUnit.SECONDS);
        return line;
    }

    @Override
    public synchronized void begins(Step newStep) {
        step = newStep;
        beganAt = ticker.getAsLong();
        redraw();
    }

    synchronized void redraw() {
        if (step != null) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(ticker.getAsLong() - beganAt);
            show(step.number() + " of " + step.of() + ", " + step.scenario().name()
                    + (step.runs() == 1 ? "" : ", run " + step.run() + " of " + step.runs()) + ": " + seconds
                    + " of about " + step.expectedSeconds() + " s");
        }
    }

    @Override
    public synchronized void close() {
        onClose.run();
        step = null;
        show("");
        terminal.print('\r');
        terminal.flush();
    }

    /** Blanks cover what the line before had more. */
    private void show(String text) {
        terminal.print('\r' + text + " ".repeat(Math.max(0, shown - text.length())));
        terminal.flush();
        shown = text.length();
    }
}
