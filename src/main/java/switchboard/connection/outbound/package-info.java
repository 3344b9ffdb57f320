/**
 * What waits to be sent to a client, and where its connection stands in the log.
 *
 * <pre>
 *  Session, Connection ── offer ──────────▶ ordered lane ─┐
 *  Connection ─────────── notice ─────────▶ notices lane ─┼─ drain ──▶ writer ──▶ socket
 *  Session ────── presenceChanged ────────▶      ▲        │
 *  reader, sweeper ────── control ────────▶ control lane ─┘
 * </pre>
 *
 * Control frames go first, then notices, then the ordered lane; the close frame goes last of all.
 */
@NullMarked
package switchboard.connection.outbound;

import org.jspecify.annotations.NullMarked;
