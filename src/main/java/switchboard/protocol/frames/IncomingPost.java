package switchboard.protocol.frames;

import org.jspecify.annotations.Nullable;

/**
 * A message that is posted, as {@link FrameReader} found it.
 *
 * @param userId as written; null where missing or null
 * @param role as written; null where missing or null
 */
public record IncomingPost(
        @Nullable String userId, @Nullable String role, IncomingFrame frame) {}
