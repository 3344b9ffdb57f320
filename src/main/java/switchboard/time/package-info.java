/** Time in which the process runs: a clock of it, and what is done or given up when so much of it has passed. */
@NullMarked
package switchboard.time;

import org.jspecify.annotations.NullMarked;
