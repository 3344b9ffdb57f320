package switchboard.store;

import switchboard.store.history.History;

/** Makes the reader of history fail on purpose. */
public final class HistoryPoison {
    private HistoryPoison() {}

    public static History.Command of(RuntimeException cause) {
        return new History.Poison(cause);
    }
}
