package switchboard.bench.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The {@code message_accepted} of one session: each message that was sent with a ref must have exactly one, for its
 * sender, with the {@code seq} that its receivers see. Used on the loop's thread only.
 */
final class Receipts {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);

    private final SentLog sent;
    private final Tally tally;
    private final RefText refs = new RefText();
    private final Envelope content = new Envelope();
    private long[] seqs = new long[1024];

    Receipts(SentLog sent, Tally tally) {
        this.sent = sent;
        this.tally = tally;
    }

    /**
     * Takes the content of one into the account.
     *
     * @return whose receipt it is, by its number in the {@link SentLog}; -1 where that message had one or none is due
     */
    int take(BenchUser receiver, byte[] buffer, int from, int to) {
        int number = content.read(buffer, from, to) && content.ref.isPresent()
                ? RefText.numberIn(buffer, content.ref.from(), content.ref.to())
                : -1;
        if (number < 0
                || number >= sent.size()
                || sent.sender(number) != receiver.index()
                || !content.ref.is(buffer, refs.of(sent.scheduledAt(number), number))
                || sent.isRefused(number)
                || content.duplicate.is(buffer, TRUE)
                || content.seq() == 0) {
            tally.add(Wrong.RECEIPT_WRONG, 1);
            return -1;
        }
        if (number >= seqs.length) {
            seqs = Arrays.copyOf(seqs, Math.max(2 * seqs.length, number + 1));
        }
        if (seqs[number] != 0) {
            tally.add(Wrong.RECEIPT_TWICE, 1);
            return -1;
        }
        seqs[number] = content.seq();
        return number;
    }

    /**
     * Counts what never came, and what says another {@code seq} than the message had. To be called once, at the end.
     */
    void countWrong() {
        for (int number = 0; number < sent.size(); number++) {
            long seq = number < seqs.length ? seqs[number] : 0;
            if (seq == 0) {
                tally.add(Wrong.RECEIPT_LOST, sent.isRefused(number) ? 0 : 1);
            } else if (sent.seq(number) != 0 && sent.seq(number) != seq) {
                tally.add(Wrong.RECEIPT_WRONG, 1);
            }
        }
    }
}
