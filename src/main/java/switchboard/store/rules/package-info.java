/** The rules of appending, ending and joining, which are the same in every dialect. No SQL and no actor. */
@NullMarked
package switchboard.store.rules;

import org.jspecify.annotations.NullMarked;
