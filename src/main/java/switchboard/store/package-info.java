/** What the server asks of a database: the writer actor, the history reader and the language that both speak with a dialect. */
@NullMarked
package switchboard.store;

import org.jspecify.annotations.NullMarked;
