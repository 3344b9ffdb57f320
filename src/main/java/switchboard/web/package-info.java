/** The files that the server gives to browsers and to authors of clients, and QR codes. Knows no feature. */
@NullMarked
package switchboard.web;

import org.jspecify.annotations.NullMarked;
