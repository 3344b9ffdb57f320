/**
 * Puts the server together: reads all settings, starts every actor and the listening socket in order, and stops them in
 * order. It is the only package that may know all others but the command line and the bench.
 */
@NullMarked
package switchboard;

import org.jspecify.annotations.NullMarked;
