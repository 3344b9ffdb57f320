/** What stands between a socket and pekko-http: heads, times, places, turns, and the hand-over to a WebSocket. */
@NullMarked
package switchboard.http.guard;

import org.jspecify.annotations.NullMarked;
