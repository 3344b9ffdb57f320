package switchboard.bench.report;

import java.io.PrintWriter;

/** A line for each run, for what is no terminal. */
public final class ProgressLines implements Progress {
    private final PrintWriter out;

    public ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(Step step) {
        out.println(step.scenario().name() + (step.runs() == 1 ? "" : " " + step.run() + "/" + step.runs()) + ": "
                + step.scenario().description());
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
