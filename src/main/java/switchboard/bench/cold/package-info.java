/** Loads of a server that has just started, measured from the first message on. */
@NullMarked
package switchboard.bench.cold;

import org.jspecify.annotations.NullMarked;
