/** Which call answers a request, and whether whoever asks may make it. */
@NullMarked
package switchboard.http.routing;

import org.jspecify.annotations.NullMarked;
