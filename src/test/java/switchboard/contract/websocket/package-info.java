/** Sections 2 and 4 to 7 of the wire protocol: WebSockets, over real sockets against the real server. */
package switchboard.contract.websocket;
