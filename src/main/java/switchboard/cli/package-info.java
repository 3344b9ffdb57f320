/** The command line: what the arguments mean, exit codes, signals, and what a person at the terminal sees. */
@NullMarked
package switchboard.cli;

import org.jspecify.annotations.NullMarked;
