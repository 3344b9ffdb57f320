package switchboard.identity.tokens;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Judges the tokens of requests. One that was good a moment ago is good at once; any other is judged on threads of its
 * own, as that takes up to 2 ms and may wait for the keys of its issuer. Thread-safe.
 */
public final class Tokens {
    private final TokenVerifier verifier;
    private final VerifiedTokens verified;
    private final Clock clock;
    private final Executor threads;

    Tokens(TokenVerifier verifier, VerifiedTokens verified, Clock clock, Executor threads) {
        this.verifier = verifier;
        this.verified = verified;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Those of the issuers that the settings name.
     *
     * @param threads on which tokens are judged; where it takes no more work, nobody knows what a token says
     */
    public static Tokens of(AuthSettings settings, Clock clock, Executor threads) {
        return new Tokens(
                new TokenVerifier(settings.issuers()), new VerifiedTokens(settings.keptTokens()), clock, threads);
    }

    /** What the token says now. Never fails. */
    public CompletionStage<Verdict> judge(String token) {
        Optional<Identity> known = verified.find(token, clock.instant());
        if (known.isPresent()) {
            return CompletableFuture.completedStage(new Verdict.Good(known.get()));
        }
        try {
            return CompletableFuture.supplyAsync(() -> judgeNow(token), threads);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.completedStage(Verdict.Unknown.INSTANCE);
        }
    }

    private Verdict judgeNow(String token) {
        Instant now = clock.instant();
        Verdict verdict = verifier.judge(token, now);
        if (verdict instanceof Verdict.Good good) {
            verified.keep(token, good.identity());
        }
        return verdict;
    }
}
