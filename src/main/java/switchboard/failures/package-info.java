/** What becomes of an actor that fails, beside its supervision: a line in the log. */
@NullMarked
package switchboard.failures;

import org.jspecify.annotations.NullMarked;
