/** What the documents of the API say is what the server does. */
package switchboard.contract.documents;
