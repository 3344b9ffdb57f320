package switchboard.store;

import java.util.List;

/**
 * A part of a list of sessions.
 *
 * @param sessions newest first
 * @param more whether others follow
 */
public record SessionPage(List<StoredSession> sessions, boolean more) {
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
