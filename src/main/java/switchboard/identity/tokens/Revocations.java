package switchboard.identity.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which devices' tokens are void although they have not expired, and who is told when one becomes so: open connections
 * and long polls. A device is remembered until the last token that was given to it has expired, and so there are no
 * more of them than were made void in that time. Thread-safe.
 */
public final class Revocations {
    private final Duration remembered;
    private final Clock clock;

    /** Since when a device is void. */
    private final Map<Long, Instant> devices = new HashMap<>();

    private final Map<Long, Set<Runnable>> listeners = new HashMap<>();

    /** @param tokenLifetime how long a token is good at most */
    public Revocations(Duration tokenLifetime, Clock clock) {
        this.remembered = tokenLifetime.plus(TokenVerifier.CLOCK_SKEW);
        this.clock = clock;
    }

    /** Since when what was made void has to be known: what was so before has no token any more. */
    public Instant since() {
        return clock.instant().minus(remembered);
    }

    /** These are void from now on. Tells whoever listens, by this thread. */
    public void revoke(Collection<Long> revoked) {
        Set<Runnable> told = new HashSet<>();
        synchronized (this) {
            Instant since = since();
            devices.values().removeIf(at -> at.isBefore(since));
            for (Long device : revoked) {
                devices.put(device, clock.instant());
                told.addAll(listeners.getOrDefault(device, Set.of()));
                listeners.remove(device);
            }
        }
        told.forEach(Runnable::run);
    }

    /** Whether the tokens of this device are void. */
    public synchronized boolean isRevoked(OptionalLong device) {
        return device.isPresent() && devices.containsKey(device.getAsLong());
    }

    /**
     * Tells once when the tokens of this device are void; at once where they are. What is told must not block.
     *
     * @return what ends the listening
     */
    public Runnable whenRevoked(OptionalLong device, Runnable told) {
        if (device.isEmpty()) {
            return () -> {};
        }
        long number = device.getAsLong();
        synchronized (this) {
            if (!devices.containsKey(number)) {
                listeners.computeIfAbsent(number, first -> new HashSet<>()).add(told);
                return () -> forget(number, told);
            }
        }
        told.run();
        return () -> {};
    }

    private synchronized void forget(long device, Runnable told) {
        listeners.computeIfPresent(device, (number, others) -> {
            others.remove(told);
            return others.isEmpty() ? null : others;
        });
    }
}
