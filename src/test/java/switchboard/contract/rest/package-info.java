/** Sections 3 and 9 of the wire protocol: REST, over real sockets against the real server. */
package switchboard.contract.rest;
