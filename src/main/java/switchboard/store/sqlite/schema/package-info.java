/** The steps of the schema, and whether a database has it. */
@NullMarked
package switchboard.store.sqlite.schema;

import org.jspecify.annotations.NullMarked;
