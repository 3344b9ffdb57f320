/** By what sessions are found that nobody has the id of: a join code, a filter of the list. No actor, no I/O. */
@NullMarked
package switchboard.protocol.finding;

import org.jspecify.annotations.NullMarked;
