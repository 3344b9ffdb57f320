/** Frames in and out, who sees what, and the catalogues of refusals and closes. No actor and no I/O. */
@NullMarked
package switchboard.protocol.frames;

import org.jspecify.annotations.NullMarked;
