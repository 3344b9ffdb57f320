/** Runs scenarios, and writes the table and the JSON. */
@NullMarked
package switchboard.bench.report;

import org.jspecify.annotations.NullMarked;
