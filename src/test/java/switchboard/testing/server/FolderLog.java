package switchboard.testing.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Keeps what is logged about one folder, which is this test's own, by the fixed names of the events, whichever thread
 * says it. Thread-safe.
 */
public final class FolderLog implements AutoCloseable {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final String folder;
    private final LogTap tap;

    /** Listens from now on. */
    public FolderLog(String folder) {
        this.folder = folder;
        tap = new LogTap(this::heard);
    }

    private void heard(ILoggingEvent event) {
        if (event.getFormattedMessage().contains(folder)) {
            events.add(event.getLevel() + " "
                    + event.getKeyValuePairs().stream()
                            .filter(pair -> pair.key.equals("event"))
                            .map(pair -> String.valueOf(pair.value))
                            .collect(Collectors.joining()));
        }
    }

    /** The level and the event of each line. */
    public List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        tap.close();
    }
}
