/** One actor per class, the hub that finds or starts it, and the plain rules that decide what goes to whom. */
@NullMarked
package switchboard.session;

import org.jspecify.annotations.NullMarked;
