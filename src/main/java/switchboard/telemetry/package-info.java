/** The names of log events and log fields, and what several packages log in the same form. */
@NullMarked
package switchboard.telemetry;

import org.jspecify.annotations.NullMarked;
