package switchboard.logging;

import java.util.HashMap;
import java.util.Map;

/** Bounds the lines that each event may have in one second, and counts those beyond. For one thread at a time. */
final class LineBudget {
    private static final long WINDOW_MS = 1_000;

    private static final class Window {
        private long second;
        private int written;
        private long leftOut;
    }

    private final int perSecond;
    private final Map<String, Window> windows = new HashMap<>();

    LineBudget(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether one more line of this event may be written now; one that may not is counted. */
    boolean takes(String event, long nowMs) {
        Window window = windows.computeIfAbsent(event, unseen -> new Window());
        long second = Math.floorDiv(nowMs, WINDOW_MS);
        if (window.second != second) {
            window.second = second;
            window.written = 0;
        }
        if (window.written < perSecond) {
            window.written++;
            return true;
        }
        window.leftOut++;
        return false;
    }

    /** How many lines of each event were left out since this was asked last; events without such lines are missing. */
    Map<String, Long> takeLeftOut() {
        Map<String, Long> leftOut = new HashMap<>();
        windows.forEach((event, window) -> {
            if (window.leftOut > 0) {
                leftOut.put(event, window.leftOut);
                window.leftOut = 0;
            }
        });
        return leftOut;
    }
}
