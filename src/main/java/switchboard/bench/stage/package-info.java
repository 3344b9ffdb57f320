/** The server under load, its use of the machine, and what is measured. */
@NullMarked
package switchboard.bench.stage;

import org.jspecify.annotations.NullMarked;
