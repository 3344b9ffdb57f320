package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;

/**
 * What one user sent with a ref, as a client of version 2 keeps it: sent again on the next connection until it is
 * accepted. Remembers every receipt, and compares them with the log.
 */
public final class Outbox {
    private record Receipt(String ref, String id, long seq, boolean duplicate) {}

    private final String user;
    private final Map<String, Drafts> unaccepted = new LinkedHashMap<>();
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final Set<Receipt> receipts = new LinkedHashSet<>();

    public Outbox(String user) {
        this.user = user;
    }

    /** @param number of the message among all that this user sends; its ref is made of it */
    public Drafts add(int number, Drafts draft, String content) {
        String ref = user + "-" + number;
        unaccepted.put(ref, draft.ref(ref));
        contents.put(ref, content);
        return draft;
    }

    /** @param accepted system frames {@code message_accepted}, also those that are known already */
    public void settle(List<Text> accepted) {
        for (Text frame : accepted) {
            JsonNode content = frame.content();
            Receipt receipt = new Receipt(
                    content.path("ref").asText(),
                    content.path("id").asText(),
                    content.path("seq").longValue(),
                    content.path("duplicate").booleanValue());
            receipts.add(receipt);
            unaccepted.remove(receipt.ref());
        }
    }

    /** In the order in which they were sent first. */
    public List<Drafts> unaccepted() {
        return List.copyOf(unaccepted.values());
    }

    /** How many receipts said that the message had been stored before. */
    public long duplicates() {
        return receipts.stream().filter(Receipt::duplicate).count();
    }

    /** I1: everything was accepted, and is in the log once: where each of its receipts says. */
    public void assertStoredOnce(StoredLog log) {
        assertThat(unaccepted.keySet()).as("what %s got no receipt for", user).isEmpty();
        for (Receipt receipt : receipts) {
            assertThat(receipt.seq()).as("%s", receipt).isBetween(1L, (long) log.size());
            StoredLog.Row row = log.rows().get((int) receipt.seq() - 1);
            assertThat(List.of(row.id(), row.from(), row.content()))
                    .as("what is stored where %s says", receipt)
                    .isEqualTo(List.of(receipt.id(), user, contents.get(receipt.ref())));
        }
        assertThat(log.from(user).stream().map(StoredLog.Row::content))
                .as("what %s sent, as stored", user)
                .containsExactlyElementsOf(contents.values());
    }
}
