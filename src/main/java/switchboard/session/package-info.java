/** The actor of one session: loads the head of its log, asks the writer to commit, and routes what is committed. */
@NullMarked
package switchboard.session;

import org.jspecify.annotations.NullMarked;
