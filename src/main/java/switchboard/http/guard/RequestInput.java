package switchboard.http.guard;

import java.util.function.LongSupplier;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.util.ByteString;

/**
 * The way of bytes from the socket to pekko-http: reads on, cuts what comes into requests, has each request wait for
 * its permit, and holds what pekko-http does not take yet. Handles the stage's inlet, on the thread of the stage.
 */
final class RequestInput extends AbstractInHandler {
    private final SocketHost stage;
    private final Inlet<ByteString> in;
    private final PekkoHttpGraph pekkoHttp;
    private final HeldInput held;
    private final TimeLimits times;
    private final Exchange exchange;
    private final LongSupplier ticker;
    private final Runnable onAdmitted;
    private final Runnable count;

    /**
     * @param in of the stage, from the socket
     * @param count counts what is held
     */
    RequestInput(
            SocketHost stage,
            Inlet<ByteString> in,
            PekkoHttpGraph pekkoHttp,
            HeldInput held,
            TimeLimits times,
            Exchange exchange,
            LongSupplier ticker,
            Runnable count) {
        this.stage = stage;
        this.in = in;
        this.pekkoHttp = pekkoHttp;
        this.held = held;
        this.times = times;
        this.exchange = exchange;
        this.ticker = ticker;
        this.count = count;
        onAdmitted = stage.onStage(this::onAdmitted);
    }

    /** Asks the socket for more. */
    void readOn() {
        if (!stage.isClosed(in) && !stage.hasBeenPulled(in)) {
            stage.pull(in);
        }
    }

    @Override
    public void onPush() {
        try {
            ByteString bytes = stage.grab(in);
            if (pekkoHttp.takes() && !held.isBlocked()) {
                give(bytes);
            } else {
                held.readAhead(bytes);
            }
            count.run();
        } catch (RuntimeException bug) {
            throw stage.told(bug);
        }
    }

    @Override
    public void onUpstreamFinish() {
        endIfGiven();
        exchange.clientLeft();
    }

    /** Goes on with what was read ahead or held back, or else with what is still to come. */
    void goOn() {
        if (!pekkoHttp.takes() || !held.mayGoOn(exchange.answers())) {
            return;
        }
        ByteString bytes = held.takeHeld();
        if (bytes.isEmpty()) {
            readOn();
        } else {
            give(bytes);
        }
    }

    private void give(ByteString bytes) {
        long now = ticker.getAsLong();
        if (exchange.phase() == Exchange.Phase.AWAITING) {
            times.active(now);
        }
        ByteString plain = held.read(bytes, now);
        if (!plain.isEmpty()) {
            if (exchange.admit(onAdmitted)) {
                pekkoHttp.give(plain);
            } else {
                held.queue(plain);
            }
        }
        if (stage.isClosed(in)) {
            endIfGiven();
        } else {
            readOn();
        }
    }

    /** The request that was queued has its permit. */
    private void onAdmitted() {
        if (!held.isQueued()) {
            // It was given up meanwhile.
            exchange.releasePermit();
            return;
        }
        ByteString plain = held.takeQueued();
        if (pekkoHttp.takes()) {
            pekkoHttp.give(plain);
        }
        if (stage.isClosed(in)) {
            endIfGiven();
        }
        count.run();
    }

    /** The client says nothing more. pekko-http is told once it has all that came. */
    private void endIfGiven() {
        if (!held.isEmpty()) {
            return;
        }
        ByteString last = held.end();
        if (!last.isEmpty() && pekkoHttp.takes()) {
            pekkoHttp.give(last);
        }
        if (pekkoHttp.hasBegun()) {
            pekkoHttp.endInput();
        } else {
            stage.completeStage();
        }
    }
}
