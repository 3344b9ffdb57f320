/** Files that are the server's alone. */
@NullMarked
package switchboard.files;

import org.jspecify.annotations.NullMarked;
