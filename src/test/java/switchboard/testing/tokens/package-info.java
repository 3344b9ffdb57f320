/** Tokens of a school that a server under test believes. */
@NullMarked
package switchboard.testing.tokens;

import org.jspecify.annotations.NullMarked;
