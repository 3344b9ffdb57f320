/** What tests stand on: a WebSocket client and a REST client that share no code with the server, drafts, seeds. */
package switchboard.testing;
