/** What an operator asks of the running server: its health. */
@NullMarked
package switchboard.ops;

import org.jspecify.annotations.NullMarked;
