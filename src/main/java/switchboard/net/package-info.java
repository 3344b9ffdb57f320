/** How the network writes things, each with one reader: hosts, authorities, origins, and the lists of header fields. */
@NullMarked
package switchboard.net;

import org.jspecify.annotations.NullMarked;
