/** The stream stage of a WebSocket, from the upgrade on. */
@NullMarked
package switchboard.connection.websocket;

import org.jspecify.annotations.NullMarked;
