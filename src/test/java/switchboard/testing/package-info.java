/** What tests stand on: drafts, seeds, settings by name, time, and the programs of other people. */
package switchboard.testing;
