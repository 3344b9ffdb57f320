/** What must hold of the wire protocol whatever part of it somebody uses: hostile input, log lines, promised texts. */
package switchboard.contract;
