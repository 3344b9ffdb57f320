/** One actor per WebSocket, the frame codec and stream below it, and its bounded outbound queue. */
@NullMarked
package switchboard.connection;

import org.jspecify.annotations.NullMarked;
