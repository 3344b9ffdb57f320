/** The bots of the README and docs/examples do what they are for. */
package switchboard.contract.examples;
