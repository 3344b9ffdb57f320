/** The tables of people, in SQLite. */
@NullMarked
package switchboard.store.sqlite.people;

import org.jspecify.annotations.NullMarked;
