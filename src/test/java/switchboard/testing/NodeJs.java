package switchboard.testing;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A Node.js for the tests of JavaScript. */
public final class NodeJs {
    /** The first that has what the tests need; Debian 12 has an older one, and is given Playwright's. */
    private static final int LEAST = 20;

    private NodeJs() {}

    /** The machine's, or the one that Playwright runs on. */
    public static String executable() throws InterruptedException {
        return versionOnPath() >= LEAST
                ? "node"
                : Driver.ensureDriverInstalled(Map.of(), false)
                        .driverDir()
                        .resolve("node")
                        .toString();
    }

    /** 0 where there is none. */
    private static int versionOnPath() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("node", "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return Integer.parseInt(
                    version.replaceFirst("^v", "").replaceFirst("\\..*", "").trim());
        } catch (IOException noNode) {
            return 0;
        }
    }
}
