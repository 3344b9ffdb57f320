/** What becomes of failures: a line in the log for an actor that fails, and the cause that a future hands on. */
@NullMarked
package switchboard.failures;

import org.jspecify.annotations.NullMarked;
