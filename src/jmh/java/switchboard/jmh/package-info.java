/** What the benchmarks share. Each of them stands in the package of what it measures. */
@NullMarked
package switchboard.jmh;

import org.jspecify.annotations.NullMarked;
