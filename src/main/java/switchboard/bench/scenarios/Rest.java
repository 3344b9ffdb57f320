package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.account.Wrong;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.load.Filling;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.MessagesPage;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * How fast a client reads a long log by REST: from the request to the last byte of the answer, one request after the
 * other on a connection that is kept. A page holds 1,000 messages at most, and fewer where they take more than 256 KiB:
 * then the time of 1,000 is that of the requests that it takes to get them.
 */
final class Rest implements Scenario {
    /** The most that the protocol lets a client ask for. */
    private static final int PAGE = 1000;

    private static final int MESSAGES = 10_000;

    private final int messages;

    Rest() {
        this(MESSAGES);
    }

    /** @param messages how many are stored, a multiple of 1,000 */
    Rest(int messages) {
        this.messages = messages;
    }

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String description() {
        return String.format("%,d stored messages, read by GET, %,d at a time, warm", messages, PAGE);
    }

    @Override
    public Demand demand(Settings settings) {
        return Filling.demand(messages, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = Filling.storedLog(stage, messages);
        readAgainAndAgain(stage, session, stage.settings().warmUpNanos(), new Latencies());
        Latencies latencies = new Latencies();
        Meter meter = stage.meter();
        int requests = readAgainAndAgain(stage, session, stage.settings().measuredNanos(), latencies);
        Meter.Reading reading = meter.read();
        stage.settle();
        List<Figure> figures = new ArrayList<>(latencies.figures(String.format("%,d messages", PAGE)));
        figures.add(Figure.of("requests for them", "", (double) requests / latencies.count()));
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(reading.deliveries())));
        return figures;
    }

    /** Reads all of it at least once, and returns how many requests it took. */
    private static int readAgainAndAgain(Stage stage, BenchSession session, long nanos, Latencies latencies) {
        int requests = 0;
        long until = stage.loop().now() + nanos;
        do {
            requests += new Reading(stage, session, latencies).readAll();
        } while (stage.loop().now() < until);
        return requests;
    }

    /** One reader who begins at the beginning. */
    private static final class Reading {
        private final Stage stage;
        private final BenchSession session;
        private final Latencies latencies;
        private final BenchUser reader;
        private long after;
        private int requests;

        Reading(Stage stage, BenchSession session, Latencies latencies) {
            this.stage = stage;
            this.session = session;
            this.latencies = latencies;
            reader = session.addLateInstructor();
        }

        /** Returns how many requests it took. */
        int readAll() {
            boolean more = true;
            while (more) {
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
            return requests;
        }

        private void check(MessagesPage page, byte[] body, int limit) {
            for (MessagesPage.Part part : page.messages()) {
                session.received(
                        reader, body, part.from(), part.to(), stage.loop().now());
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
}
