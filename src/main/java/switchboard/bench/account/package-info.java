/** Who was sent what, and whether each delivery is right. */
@NullMarked
package switchboard.bench.account;

import org.jspecify.annotations.NullMarked;
