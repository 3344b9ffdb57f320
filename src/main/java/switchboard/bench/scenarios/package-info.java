/** One file for each scenario. */
@NullMarked
package switchboard.bench.scenarios;

import org.jspecify.annotations.NullMarked;
