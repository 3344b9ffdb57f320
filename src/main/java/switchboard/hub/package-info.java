/**
 * The one actor that knows which sessions are in use and who is connected: it admits, creates, ends and lists, and
 * finds or starts the actor of a session.
 */
@NullMarked
package switchboard.hub;

import org.jspecify.annotations.NullMarked;
