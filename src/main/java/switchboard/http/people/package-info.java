/** The calls by which people come to be who they are (protocol.md, section 8, People). */
@NullMarked
package switchboard.http.people;

import org.jspecify.annotations.NullMarked;
