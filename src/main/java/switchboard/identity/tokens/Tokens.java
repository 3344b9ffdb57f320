package switchboard.identity.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final Verdict.Bad REVOKED =
            new Verdict.Bad("the token is void: its device was signed out, or another one has the name now");

    private final TokenVerifier verifier;
    private final VerifiedTokens verified;
    private final Revocations revocations;
    private final Clock clock;
    private final Executor threads;

    Tokens(TokenVerifier verifier, VerifiedTokens verified, Revocations revocations, Clock clock, Executor threads) {
        this.verifier = verifier;
        this.verified = verified;
        this.revocations = revocations;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Those of the issuers that the settings name, and of this server.
     *
     * @param own the tokens of this server; empty where it hands out none
     * @param revocations which of these are void
     * @param threads on which tokens are judged; where it takes no more work, nobody knows what a token says
     */
    public static Tokens of(
            AuthSettings settings, Optional<OwnTokens> own, Revocations revocations, Clock clock, Executor threads) {
        List<Issuer> issuers = new ArrayList<>(settings.issuers());
        own.ifPresent(tokens -> issuers.add(tokens.issuer()));
        return new Tokens(
                new TokenVerifier(issuers), new VerifiedTokens(settings.keptTokens()), revocations, clock, threads);
    }

    /** What the token says now. Never fails. */
    public CompletionStage<Verdict> judge(String token) {
        Optional<Identity> known = verified.find(token, clock.instant());
        if (known.isPresent()) {
            return CompletableFuture.completedStage(unlessRevoked(new Verdict.Good(known.get())));
        }
        try {
            return CompletableFuture.supplyAsync(() -> judgeNow(token), threads);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.completedStage(Verdict.Unknown.INSTANCE);
        }
    }

    /** How much longer a token of these is believed, if nothing makes it void before; negative where it is not. */
    public Duration timeLeft(Identity identity) {
        return Duration.between(clock.instant(), identity.goodUntil());
    }

    private Verdict judgeNow(String token) {
        Instant now = clock.instant();
        Verdict verdict = verifier.judge(token, now);
        if (verdict instanceof Verdict.Good good) {
            verified.keep(token, good.identity());
            return unlessRevoked(good);
        }
        return verdict;
    }

    private Verdict unlessRevoked(Verdict.Good good) {
        return revocations.isRevoked(good.identity().device()) ? REVOKED : good;
    }
}
