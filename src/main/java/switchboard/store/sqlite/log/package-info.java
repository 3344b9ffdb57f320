/** Tables and rows: how logs are written, read, and read where they are damaged. */
@NullMarked
package switchboard.store.sqlite.log;

import org.jspecify.annotations.NullMarked;
