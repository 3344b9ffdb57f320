package switchboard.bench.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.RateLimited;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.Refusal;

/**
 * What the system frames of a session mean for its account. All but the receipts are few, so they may cost a JSON
 * parser.
 */
final class SystemFrames {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BenchSession session;
    private final SentLog sent;
    private final Receipts receipts;
    private final Tally tally;

    SystemFrames(BenchSession session, SentLog sent, Receipts receipts, Tally tally) {
        this.session = session;
        this.sent = sent;
        this.receipts = receipts;
        this.tally = tally;
    }

    /**
     * Takes one into the account.
     *
     * @param envelope where the members of the frame lie in {@code buffer}
     * @throws BenchFailure if the server closes the session or the connection, and nobody meant it to
     * @throws RateLimited if it refuses a frame by its rate limit
     */
    void read(BenchUser receiver, Envelope envelope, byte[] buffer, int from, int to, long now) {
        String event = envelope.context.isPresent() ? envelope.context.text(buffer) : "";
        switch (event) {
            case "message_accepted" -> {
                int number = receipts.take(receiver, buffer, envelope.content.from(), envelope.content.to());
                if (number >= 0) {
                    session.settleOne(number);
                }
            }
            case "recipient_offline" -> tally.add(Wrong.FALSELY_OFFLINE, 1);
            case "history_complete" -> historyComplete(receiver, content(buffer, from, to), now);
            case "message_error" -> messageError(receiver, content(buffer, from, to));
            case "session_ended", "closing", "history_unavailable" -> {
                if (event.equals("closing") && isTooSlow(receiver, content(buffer, from, to))) {
                    return;
                }
                throw new BenchFailure(receiver.user() + " was told: " + BenchFailure.excerpt(buffer, from, to));
            }
            default -> {
                // A client ignores events that it does not know.
            }
        }
    }

    /** Whether it is one who did not read and is told so. */
    private static boolean isTooSlow(BenchUser receiver, JsonNode content) {
        return receiver.mayBeTooSlow()
                && CloseReason.TOO_SLOW
                        .closingCode()
                        .equals(Optional.of(content.path("code").asText()));
    }

    private void historyComplete(BenchUser receiver, JsonNode content, long now) {
        long headSeq = content.path("head_seq").asLong(-1);
        boolean right = content.path("count").asLong(-1) == receiver.replayed() && headSeq >= receiver.lastSeq();
        if (!right) {
            tally.add(Wrong.HISTORY_MISCOUNTED, 1);
        }
        receiver.present(now, headSeq);
    }

    private void messageError(BenchUser sender, JsonNode content) {
        String code = content.path("code").asText();
        if (code.equals(Refusal.RECIPIENT_OFFLINE.code())) {
            tally.add(Wrong.FALSELY_OFFLINE, 1);
            return;
        }
        if (code.equals(Refusal.RATE_LIMITED.code())) {
            throw new RateLimited();
        }
        tally.refused(code);
        byte[] ref = content.path("ref").asText().getBytes(StandardCharsets.UTF_8);
        int number = RefText.numberIn(ref, 0, ref.length);
        if (number >= 0 && number < sent.size()) {
            sent.refuse(number);
        } else {
            sender.refused();
        }
        session.refused(sender);
    }

    private static JsonNode content(byte[] buffer, int from, int to) {
        try {
            return JSON.readTree(buffer, from, to - from).path("content");
        } catch (IOException e) {
            throw new BenchFailure(
                    "the server sent a frame that is not JSON: " + BenchFailure.excerpt(buffer, from, to), e);
        }
    }
}
