/**
 * Chromium for tests: the page as people see it, tabs that hold a client, and what stands between them and the server.
 */
package switchboard.testing.browser;
