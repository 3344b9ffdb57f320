/** What is asked of the running server at its own machine, by whoever may read its data folder. */
@NullMarked
package switchboard.control;

import org.jspecify.annotations.NullMarked;
