/** Reading settings so that every problem is found in one go. */
@NullMarked
package switchboard.settings;

import org.jspecify.annotations.NullMarked;
