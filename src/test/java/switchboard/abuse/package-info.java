/**
 * Attacks on the running server, each bounded, at a small heap and with a session beside it: the attacker is refused,
 * the session is complete, the process lives.
 */
package switchboard.abuse;
