package switchboard.people;

/**
 * What a device gets that was let in.
 *
 * @param secret for which it gets tokens from now on
 * @param token its first
 */
public record Credentials(Secret secret, People.Token token) {}
