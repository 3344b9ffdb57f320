/** The actor that reads logs for everybody in turn. */
@NullMarked
package switchboard.store.history;

import org.jspecify.annotations.NullMarked;
