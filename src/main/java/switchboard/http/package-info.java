/** The listening socket: pekko-http on every connection, inside the guard. */
@NullMarked
package switchboard.http;

import org.jspecify.annotations.NullMarked;
