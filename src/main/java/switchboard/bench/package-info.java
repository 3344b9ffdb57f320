/** A load generator that talks to any server by the public protocol only; a client, not a part of the server. */
@NullMarked
package switchboard.bench;

import org.jspecify.annotations.NullMarked;
