package switchboard.ops;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * How the server watches itself.
 *
 * @param checkEvery time between two self-checks
 * @param answerWithin time after which an actor that has not answered counts as unhealthy
 */
public record HealthSettings(Duration checkEvery, Duration answerWithin) {

    /** What /health says is no older (protocol.md, section 3). */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Reads the section; what cannot be used is told to the reader. */
    public static HealthSettings from(SettingsReader reader) {
        HealthSettings settings = new HealthSettings(
                reader.duration("switchboard.health.check-every", Duration.ofMillis(100), LONGEST),
                reader.duration("switchboard.health.answer-within", Duration.ofMillis(500), LONGEST));
        String every = "switchboard.health.check-every";
        String within = "switchboard.health.answer-within";
        if (reader.sound(every, within) && settings.answerWithin.compareTo(settings.checkEvery) < 0) {
            reader.refuse(
                    within,
                    settings.answerWithin.toMillis() + "ms",
                    "at least " + every + ", which is " + settings.checkEvery.toMillis() + "ms");
        }
        return settings;
    }
}
