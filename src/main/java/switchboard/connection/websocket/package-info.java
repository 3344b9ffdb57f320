/**
 * A WebSocket from the upgrade on: read by the thread of its socket's loop, written by whatever thread has something.
 */
@NullMarked
package switchboard.connection.websocket;

import org.jspecify.annotations.NullMarked;
