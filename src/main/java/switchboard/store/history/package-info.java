/** The actor that reads logs for everybody, round robin. */
@NullMarked
package switchboard.store.history;

import org.jspecify.annotations.NullMarked;
