/** The head of a request as RFC 9112 has it, and what stands in it. */
@NullMarked
package switchboard.http.request;

import org.jspecify.annotations.NullMarked;
