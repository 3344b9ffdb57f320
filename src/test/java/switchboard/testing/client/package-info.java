/** A WebSocket client and a REST client that share no code with the server. */
package switchboard.testing.client;
