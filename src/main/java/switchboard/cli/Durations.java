package switchboard.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times in arguments, written as in settings, but never without their unit: nobody means 8 milliseconds. */
final class Durations {
    private static final String KEY = "time";

    /** Few enough digits that no unit makes more of them than a long holds. */
    private static final Pattern WRITTEN = Pattern.compile("\\d{1,6} ?[a-z]+");

    private Durations() {}

    /** Empty where it is no time, or one out of these bounds. */
    static Optional<Duration> between(Duration least, Duration most, String written) {
        if (!WRITTEN.matcher(written).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConfigFactory.parseMap(Map.of(KEY, written)).getDuration(KEY))
                    .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0);
        } catch (ConfigException noUnit) {
            return Optional.empty();
        }
    }
}
