/** How messages are sent: at a rate, in a closed loop, by a timetable. */
@NullMarked
package switchboard.bench.load;

import org.jspecify.annotations.NullMarked;
