/** People in a session, what each must have got, and the log on disk that they are compared with. */
package switchboard.invariants.people;
