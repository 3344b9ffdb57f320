package switchboard.http.guard;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.util.ByteString;

/**
 * The way of bytes from the socket to pekko-http: reads on, cuts what comes into requests, has each request wait for
 * its permit, and holds what pekko-http does not take yet. For the thread of the socket's loop.
 */
final class RequestInput implements SocketHost.Input {
    private final SocketHost host;
    private final PekkoHttpGraph pekkoHttp;
    private final HeldInput held;
    private final TimeLimits times;
    private final Exchange exchange;
    private final LongSupplier ticker;
    private final Runnable onAdmitted;
    private final Consumer<ByteString> handOn;
    private final Runnable count;

    /** Whether there was a request. */
    private boolean handedOn;

    /**
     * @param handOn gets each request that has its permit, in the plain form for pekko-http
     * @param count counts what is held
     */
    RequestInput(
            SocketHost host,
            PekkoHttpGraph pekkoHttp,
            HeldInput held,
            TimeLimits times,
            Exchange exchange,
            LongSupplier ticker,
            Consumer<ByteString> handOn,
            Runnable count) {
        this.host = host;
        this.pekkoHttp = pekkoHttp;
        this.held = held;
        this.times = times;
        this.exchange = exchange;
        this.ticker = ticker;
        this.handOn = handOn;
        this.count = count;
        onAdmitted = host.onLoop(this::onAdmitted);
    }

    @Override
    public void received(ByteString bytes) {
        if (pekkoHttp.takes() && !held.isBlocked()) {
            give(bytes);
        } else {
            held.readAhead(bytes);
        }
        count.run();
    }

    @Override
    public void ended() {
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
            host.readOn();
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
                handOn(plain);
            } else {
                held.queue(plain);
            }
        }
        if (host.isInputEnded()) {
            endIfGiven();
        } else {
            host.readOn();
        }
    }

    private void handOn(ByteString plain) {
        handedOn = true;
        handOn.accept(plain);
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
            handOn(plain);
        }
        if (host.isInputEnded()) {
            endIfGiven();
        }
        count.run();
    }

    /** The client says nothing more. pekko-http is told once it has all that came. */
    void endIfGiven() {
        if (!held.isEmpty()) {
            return;
        }
        ByteString last = held.end();
        if (!last.isEmpty() && pekkoHttp.takes()) {
            handOn(last);
        }
        if (!handedOn) {
            host.end();
        } else if (pekkoHttp.hasBegun()) {
            pekkoHttp.endInput();
        }
    }
}
