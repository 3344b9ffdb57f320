/** The REST calls and the upgrade, one file a call. */
@NullMarked
package switchboard.http.api;

import org.jspecify.annotations.NullMarked;
