/** Who may do what. */
@NullMarked
package switchboard.identity.access;

import org.jspecify.annotations.NullMarked;
