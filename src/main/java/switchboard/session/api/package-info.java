/**
 * What the hub, the sessions and connections say to each other. Whoever speaks to a session needs this and nothing
 * behind it.
 */
@NullMarked
package switchboard.session.api;

import org.jspecify.annotations.NullMarked;
