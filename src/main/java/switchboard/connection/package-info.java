/**
 * One actor per WebSocket: its subscription to the session, its cursor in the log, what it has submitted, and its end.
 */
@NullMarked
package switchboard.connection;

import org.jspecify.annotations.NullMarked;
