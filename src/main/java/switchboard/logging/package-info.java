/** How the log is set up and what a line looks like; bounded in lines a second. */
@NullMarked
package switchboard.logging;

import org.jspecify.annotations.NullMarked;
