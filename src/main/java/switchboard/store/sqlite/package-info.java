/** The SQLite dialect: its SQL, its schema steps and how its connections are set up. */
@NullMarked
package switchboard.store.sqlite;

import org.jspecify.annotations.NullMarked;
