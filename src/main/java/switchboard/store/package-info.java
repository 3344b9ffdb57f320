/**
 * What the server asks of a database, in values: writes and what became of them, logs as they are read, and what can go
 * wrong.
 */
@NullMarked
package switchboard.store;

import org.jspecify.annotations.NullMarked;
