/**
 * The rules of a session: who may send what and how much, who gets it, who belongs to it and who is there. Values and a
 * time in, decisions out; no actor.
 */
@NullMarked
package switchboard.session.rules;

import org.jspecify.annotations.NullMarked;
