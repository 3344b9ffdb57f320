package switchboard.bench;

import java.util.List;

/** As {@link Questions}, with pictures in place of sentences: what a message costs because it is large. */
final class Large implements Scenario {
    private static final int ROOMS = 10;
    private static final int SENDERS = 10;
    private static final int CONTENT_BYTES = 30_000;
    private static final int PER_SECOND = 500;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public String description() {
        return String.format(
                "%d sessions of %d students, one question of %d KB of each in flight; then %d/s of all together",
                ROOMS, SENDERS, CONTENT_BYTES / 1000, PER_SECOND);
    }

    @Override
    public List<Figure> run(Stage stage) {
        return Questions.run(
                stage, stage.openRooms(ROOMS, stage.kind(SENDERS, 1).withContentBytes(CONTENT_BYTES)), PER_SECOND);
    }
}
