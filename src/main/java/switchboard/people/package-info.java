/** Who may say that they are somebody, where this server itself hands out tokens (protocol.md, section 8, People). */
@NullMarked
package switchboard.people;

import org.jspecify.annotations.NullMarked;
