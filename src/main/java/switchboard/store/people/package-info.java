/** Who may say that they are somebody, as it is stored: teachers, invites, and devices with their secrets. */
@NullMarked
package switchboard.store.people;

import org.jspecify.annotations.NullMarked;
