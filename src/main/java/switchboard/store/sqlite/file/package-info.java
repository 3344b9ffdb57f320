/** The database file: its folder, rights, lock, size and library, and what its errors mean. */
@NullMarked
package switchboard.store.sqlite.file;

import org.jspecify.annotations.NullMarked;
