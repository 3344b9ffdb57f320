package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** What is remembered of tokens that were found good. */
class VerifiedTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Identity ANN = identity("ann");

    private final VerifiedTokens verified = new VerifiedTokens(2);

    private static Identity identity(String user) {
        return new Identity(
                new UserId(user),
                Role.STUDENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW,
                NOW.plusSeconds(60));
    }

    @Test
    void aTokenIsKnownUntilItIsGoodNoMore() {
        verified.keep("ann's", ANN);
        assertThat(verified.find("ann's", NOW.plusSeconds(59))).contains(ANN);
        assertThat(verified.find("ann'", NOW)).isEmpty();
        assertThat(verified.find("ann's", NOW.plusSeconds(60))).isEmpty();
        assertThat(verified.find("ann's", NOW)).as("forgotten for good").isEmpty();
    }

    @Test
    void thoseThatWereAskedForLongestAgoGiveWay() {
        verified.keep("ann's", ANN);
        verified.keep("bob's", identity("bob"));
        verified.find("ann's", NOW);
        verified.keep("cat's", identity("cat"));
        assertThat(verified.find("ann's", NOW)).isPresent();
        assertThat(verified.find("bob's", NOW)).isEmpty();
        assertThat(verified.find("cat's", NOW)).isPresent();
    }
}
