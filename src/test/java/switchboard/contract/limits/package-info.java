/** Each limit that somebody can change is met as it was set. */
package switchboard.contract.limits;
