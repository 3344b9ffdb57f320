/** The actor that commits, in groups and in order, and answers once it is on disk. */
@NullMarked
package switchboard.store.writer;

import org.jspecify.annotations.NullMarked;
