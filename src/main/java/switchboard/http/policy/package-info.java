/** The settings of HTTP, and what holds for every request and answer: origins, hosts, headers. */
@NullMarked
package switchboard.http.policy;

import org.jspecify.annotations.NullMarked;
