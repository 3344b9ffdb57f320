package switchboard.people;

import java.time.Instant;
import switchboard.store.people.Device;

/**
 * What a device gets that was let in.
 *
 * @param secret for which it gets tokens from now on
 * @param token its first
 */
public record Credentials(Device device, Secret secret, String token, Instant expiresAt) {
    @Override
    public String toString() {
        return "Credentials[" + device + ", not for logs]";
    }
}
