package switchboard.http.policy;

import switchboard.settings.SettingsReader;

/**
 * How many wrong join codes are answered in {@link WrongCodes#WINDOW}; 429 beyond.
 *
 * @param wrongPerMinute of all addresses together
 * @param wrongPerAddress of one address
 */
public record JoinCodeSettings(int wrongPerMinute, int wrongPerAddress) {
    private static final int MOST = 100_000;

    /** Reads them; what is wrong is reported by the reader. */
    static JoinCodeSettings from(SettingsReader reader) {
        String all = "switchboard.join-codes.wrong-per-minute";
        String perAddress = "switchboard.join-codes.wrong-per-address";
        JoinCodeSettings settings =
                new JoinCodeSettings(reader.integer(all, 1, MOST), reader.integer(perAddress, 1, MOST));
        if (reader.sound(all, perAddress) && settings.wrongPerAddress > settings.wrongPerMinute) {
            reader.refuse(
                    perAddress,
                    Integer.toString(settings.wrongPerAddress),
                    "at most " + all + ", which is " + settings.wrongPerMinute);
        }
        return settings;
    }
}
