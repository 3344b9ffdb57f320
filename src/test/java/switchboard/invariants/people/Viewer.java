package switchboard.invariants.people;

import switchboard.testing.client.Received.Text;

/**
 * What one connection must get of a log, written from protocol.md, sections 4 and 5, and not from the server's code.
 *
 * @param after the {@code after_seq} it came with
 * @param head the head of the log when it was admitted, as {@code history_complete} told it
 */
public record Viewer(String user, boolean instructor, boolean v2, long after, long head) {

    public boolean gets(StoredLog.Row row) {
        if (row.seq() <= Math.min(after, head)) {
            return false;
        }
        boolean own = row.from().equals(user);
        if (row.seq() <= head || v2) {
            return instructor || own || isRecipient(row);
        }
        return !own && isRecipient(row);
    }

    private boolean isRecipient(StoredLog.Row row) {
        return switch (row.type()) {
            case "instructor_inbox", "request_response", "analytics" -> instructor;
            case "instructor_broadcast" -> !instructor;
            case "inbox_response", "request" -> !instructor && user.equals(row.to());
            default -> throw new AssertionError("a type that nobody knows: " + row);
        };
    }

    /** A message as it arrived, to be compared with the row it comes from. */
    public static StoredLog.Row row(Text message) {
        return new StoredLog.Row(
                message.seq(),
                message.json().path("id").asText(),
                message.type(),
                message.json().path("from_user").asText(),
                message.json().path("to_user").textValue(),
                message.rawContent());
    }
}
