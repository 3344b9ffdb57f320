/** Every row of sections 2 to 7 of the wire protocol, over real sockets against the real server. */
package switchboard.contract;
