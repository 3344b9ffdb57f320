/** Identifiers, roles, types and messages, each valid from the moment it is made. No actor and no I/O. */
@NullMarked
package switchboard.protocol.values;

import org.jspecify.annotations.NullMarked;
