/** A WebSocket client and the threads that many of them share. */
@NullMarked
package switchboard.bench.client;

import org.jspecify.annotations.NullMarked;
