/** What requests need to be worked on, shared fairly: a socket's slot, a permit, and a thread for what takes long. */
@NullMarked
package switchboard.http.scheduling;

import org.jspecify.annotations.NullMarked;
