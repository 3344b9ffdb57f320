/** The files that the server gives to browsers and to those who write clients. Knows no other package. */
@NullMarked
package switchboard.web;

import org.jspecify.annotations.NullMarked;
