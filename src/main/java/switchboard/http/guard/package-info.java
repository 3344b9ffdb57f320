/** What stands between a socket and pekko-http: requests as RFC 9112 has them, time limits, refusals, the upgrade. */
@NullMarked
package switchboard.http.guard;

import org.jspecify.annotations.NullMarked;
