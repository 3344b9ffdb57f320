/** Names only: log events and log fields. */
@NullMarked
package switchboard.telemetry;

import org.jspecify.annotations.NullMarked;
