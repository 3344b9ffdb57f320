/**
 * What proves that a log is what it was: a Merkle tree over commitments to its messages, as RFC 6962 defines it, and
 * signed checkpoints of it. Knows no database and no actor.
 */
@NullMarked
package switchboard.proof;

import org.jspecify.annotations.NullMarked;
