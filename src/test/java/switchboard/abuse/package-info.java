/**
 * Attacks on the running server, each bounded, at a small heap and with a class beside it: the attacker is refused, the class
 * is complete, the process lives.
 */
package switchboard.abuse;
