package switchboard.bench;

/** When the last recipient of all that was sent had it. */
final class LastArrival implements Room.Listener {
    private long at;

    long at() {
        return at;
    }

    @Override
    public void completed(Participant sender, long scheduledAt, long now) {
        at = now;
    }
}
