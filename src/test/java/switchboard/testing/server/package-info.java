/** Servers for tests: in this process, and in one of their own, and what their logs say. */
package switchboard.testing.server;
