/**
 * How clients share what there is only so much of: by the address that they come from, of which a whole school has one.
 */
@NullMarked
package switchboard.shares;

import org.jspecify.annotations.NullMarked;
