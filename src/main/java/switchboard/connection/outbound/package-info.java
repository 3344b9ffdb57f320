/** What waits for a client: bounded queues, their order, and one budget for all of them. */
@NullMarked
package switchboard.connection.outbound;

import org.jspecify.annotations.NullMarked;
