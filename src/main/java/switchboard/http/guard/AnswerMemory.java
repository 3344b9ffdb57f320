package switchboard.http.guard;

import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.shares.FairBudget;

/**
 * What one connection holds of the budget for unsent answers: the request that is being answered, and its answer until
 * the socket has taken that. Thread-safe as {@link FairBudget} is; one request at a time is counted.
 */
final class AnswerMemory {
    private final FairBudget budget;
    private final Runnable giveWay;
    private volatile FairBudget.Share share;
    private volatile long requestBytes;
    private volatile boolean requestHeld = true;
    private volatile boolean closed;

    /**
     * @param client who is connected
     * @param giveWay ends the connection soon, as others need the memory; called by any thread
     */
    AnswerMemory(FairBudget budget, AddressBlock client, Runnable giveWay) {
        this.budget = budget;
        this.giveWay = giveWay;
        share = budget.share(client, giveWay);
    }

    /** A request comes. Nothing is held any more of the answer before, which may have been another client's. */
    void begin(AddressBlock client) {
        requestBytes = 0;
        requestHeld = true;
        share = budget.share(client, giveWay);
    }

    /** Counts the request, until its answer is taken. Returns whether the budget has so many bytes. */
    boolean holdRequest(long bytes) {
        requestBytes = bytes;
        requestHeld = hold(bytes);
        return requestHeld;
    }

    boolean isRequestHeld() {
        return requestHeld;
    }

    /** Counts what there is of the answer, in place of what there was. Returns whether the budget has so many bytes. */
    boolean holdAnswer(long bytes) {
        return hold(requestBytes + bytes);
    }

    private boolean hold(long bytes) {
        boolean held = share.hold(bytes);
        if (closed) {
            // The answer came too late: nobody will take it.
            share.giveBack();
        }
        return held;
    }

    /** The socket has taken the answer. */
    void giveBack() {
        share.giveBack();
    }

    /** The connection is gone: nothing is held from now on. */
    void close() {
        closed = true;
        share.giveBack();
    }

    /** What a client hears whose request or answer the budget has no bytes for. */
    Refused refusal() {
        return Refusal.UNAVAILABLE.because("requests and answers of more than "
                + budget.limit()
                + " bytes wait for clients that do not read, and this address has the most of them; if something was to be"
                + " changed, look whether it was before you try again");
    }
}
