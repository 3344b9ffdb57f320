/** How whoever runs a server tells it something while it runs: a socket in its data folder. */
@NullMarked
package switchboard.control;

import org.jspecify.annotations.NullMarked;
