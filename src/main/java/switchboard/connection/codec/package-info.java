/** Frames of RFC 6455 and UTF-8, in and out. */
@NullMarked
package switchboard.connection.codec;

import org.jspecify.annotations.NullMarked;
