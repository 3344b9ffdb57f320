/** Bodies of requests as they come, and answers as they are made. */
@NullMarked
package switchboard.http.body;

import org.jspecify.annotations.NullMarked;
