package switchboard.bench.report;

import java.io.IOException;

/** What this program's output goes to. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether somebody looks at standard error; false where the system does not say. Java tells it only of all three
     * streams together.
     */
    public static boolean isStandardError() {
        try {
            return new ProcessBuilder("test", "-t", "2")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
