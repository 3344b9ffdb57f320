/** REST calls, the checks before an upgrade, error bodies and CORS. */
@NullMarked
package switchboard.http;

import org.jspecify.annotations.NullMarked;
