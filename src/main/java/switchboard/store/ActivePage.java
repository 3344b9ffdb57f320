package switchboard.store;

import java.util.List;

/**
 * A part of the list of active sessions.
 *
 * @param sessions newest first
 * @param more whether others follow
 */
public record ActivePage(List<StoredSession> sessions, boolean more) {
    public ActivePage {
        sessions = List.copyOf(sessions);
    }
}
