/** The wire contract as values: identifiers, messages, frames in and out, and the catalogues of refusals and closes. No actor and no I/O. */
@NullMarked
package switchboard.protocol;

import org.jspecify.annotations.NullMarked;
