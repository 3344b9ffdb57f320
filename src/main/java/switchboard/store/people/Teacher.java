package switchboard.store.people;

import java.time.Instant;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;

/** Somebody who is an instructor by the word of this server. */
public record Teacher(UserId user, DisplayName name, Instant addedAt) {}
