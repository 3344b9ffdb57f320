package switchboard.identity.tokens;

import java.util.List;
import switchboard.settings.SettingsReader;

/**
 * Who is believed (protocol.md, section 8).
 *
 * @param mode whether what clients say of themselves is believed, or tokens alone
 * @param issuers whose tokens are believed in mode {@code token}
 * @param people whether in mode {@code token} this server itself hands out tokens, too
 * @param keptTokens of how many tokens it is remembered that they are good
 */
public record AuthSettings(Mode mode, List<Issuer> issuers, boolean people, int keptTokens) {
    /** Who is believed. */
    public enum Mode {
        /** Everybody: for one machine, a trusted network, or behind a gateway that authenticates. */
        OPEN,
        /** Whoever has a token of a known issuer. */
        TOKEN
    }

    private static final String MODE = "switchboard.auth.mode";
    private static final String ISSUERS = "switchboard.auth.issuers";

    /** Reads them; what is wrong is reported by the reader. */
    public static AuthSettings from(SettingsReader reader) {
        Mode mode = reader.choice(MODE, Mode.class);
        int before = reader.problems().size();
        List<Issuer> issuers = IssuerSettings.from(reader, ISSUERS);
        boolean isSound = reader.problems().size() == before;
        AuthSettings settings = new AuthSettings(
                mode,
                issuers,
                reader.flag("switchboard.auth.people"),
                reader.integer("switchboard.auth.kept-tokens", 1, 1_000_000));
        if (settings.mode == Mode.TOKEN && settings.issuers.isEmpty() && !settings.people && isSound) {
            reader.refuse(
                    ISSUERS, "[]", "at least one in mode token where people is off: nobody else's tokens are believed");
        }
        if (issuers.stream().anyMatch(issuer -> issuer.name().equals(OwnTokens.ISSUER))) {
            reader.refuse(ISSUERS, OwnTokens.ISSUER, "any other name: that is this server's own");
        }
        return settings;
    }

    /** Whether this server hands out tokens itself. */
    public boolean handsOutTokens() {
        return mode == Mode.TOKEN && people;
    }
}
