/** Copies of the database, made while a server writes to it, and looked through before they count. */
@NullMarked
package switchboard.store.sqlite.backup;

import org.jspecify.annotations.NullMarked;
