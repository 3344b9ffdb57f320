/** The command line, the settings and the guardian that starts and stops every part in order. */
@NullMarked
package switchboard;

import org.jspecify.annotations.NullMarked;
