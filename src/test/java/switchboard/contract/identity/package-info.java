/** Who is believed, over real sockets (protocol.md, section 8). */
package switchboard.contract.identity;
