/** Tokens: who issued them, whether they are good, and whom they name. */
@NullMarked
package switchboard.identity.tokens;

import org.jspecify.annotations.NullMarked;
