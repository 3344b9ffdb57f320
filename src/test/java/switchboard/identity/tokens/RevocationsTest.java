package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RevocationsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final Revocations revocations = new Revocations(HOUR, clock);
    private final List<String> told = new ArrayList<>();

    private static OptionalLong device(long number) {
        return OptionalLong.of(number);
    }

    @Test
    void whoListensToADeviceIsToldOnce() {
        revocations.whenRevoked(device(1), () -> told.add("one"));
        revocations.whenRevoked(device(1), () -> told.add("another of one"));
        revocations.whenRevoked(device(2), () -> told.add("two"));
        revocations.whenRevoked(device(1), () -> told.add("gone")).run();
        revocations.whenRevoked(OptionalLong.empty(), () -> told.add("of none"));

        revocations.revoke(List.of(1L, 3L));
        revocations.revoke(List.of(1L));

        assertThat(told).containsExactlyInAnyOrder("one", "another of one");
        assertThat(revocations.isRevoked(device(1))).isTrue();
        assertThat(revocations.isRevoked(device(2))).isFalse();
        assertThat(revocations.isRevoked(OptionalLong.empty())).isFalse();
    }

    @Test
    void whoComesTooLateIsToldAtOnce() {
        revocations.revoke(List.of(1L));
        revocations.whenRevoked(device(1), () -> told.add("late")).run();
        assertThat(told).containsExactly("late");
    }

    /** Its last token may be good for as long as its issuer's clock is late. */
    @Test
    void aDeviceIsRememberedUntilItsLastTokenHasExpired() {
        revocations.revoke(List.of(1L));
        now.set(now.get().plus(HOUR).plus(TokenVerifier.CLOCK_SKEW));
        revocations.revoke(List.of(2L));
        assertThat(revocations.isRevoked(device(1))).isTrue();
        now.set(now.get().plusMillis(1));
        revocations.revoke(List.of(3L));
        assertThat(revocations.isRevoked(device(1))).isFalse();
        assertThat(revocations.isRevoked(device(2))).isTrue();
    }
}
