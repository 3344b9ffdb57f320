package switchboard.bench.load;

import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.account.Wrong;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.MessagesPage;
import switchboard.bench.stage.Stage;

/**
 * One who reads a log by REST: from the request to the last byte of the answer, one request after the other on a
 * connection that is kept. A page holds 1,000 messages at most, and fewer where they take more than 256 KiB: then the
 * time of 1,000 is that of the requests that it takes to get them.
 */
public final class PageReader {
    /** The most that the protocol lets a client ask for. */
    public static final int PAGE = 1000;

    private final Stage stage;
    private final BenchSession session;
    private final Latencies latencies;
    private final BenchUser reader;
    private long after;
    private int requests;
    private boolean more = true;

    /**
     * @param after the {@code seq} of the message before the first that is read
     * @param latencies takes the times of 1,000 messages each
     */
    public PageReader(Stage stage, BenchSession session, long after, Latencies latencies) {
        this.stage = stage;
        this.session = session;
        this.after = after;
        this.latencies = latencies;
        reader = session.addLateInstructor(after);
    }

    /** Returns how many requests it took. */
    public int readAll() {
        while (more) {
            readThousand();
        }
        return requests;
    }

    private void readThousand() {
        long nanos = 0;
        int missing = PAGE;
        while (more && missing > 0) {
            long begin = stage.loop().now();
            byte[] body = stage.rest().messages(session.sessionId(), reader, after, missing);
            nanos += stage.loop().now() - begin;
            requests++;
            MessagesPage page = MessagesPage.read(body);
            check(page, body, missing);
            missing -= page.messages().size();
            more = page.nextAfter() != MessagesPage.NO_MORE;
        }
        latencies.record(nanos);
    }

    private void check(MessagesPage page, byte[] body, int limit) {
        for (MessagesPage.Part part : page.messages()) {
            session.received(reader, body, part.from(), part.to(), stage.loop().now());
        }
        boolean last = page.nextAfter() == MessagesPage.NO_MORE;
        boolean right = page.messages().size() <= limit
                && page.headSeq() >= reader.lastSeq()
                && (last
                        ? page.headSeq() == session.messagesSent()
                        : page.nextAfter() >= reader.lastSeq() && page.nextAfter() <= session.messagesSent());
        if (!right) {
            stage.tally().add(Wrong.CURSOR_WRONG, 1);
        }
        if (!last && page.nextAfter() <= after) {
            throw new BenchFailure("a page after " + after + " goes on after " + page.nextAfter());
        }
        after = page.nextAfter();
    }
}
