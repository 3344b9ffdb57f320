package switchboard.http.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.shares.Holdings;

/**
 * The slots for open sockets. Where all are taken, a new socket gets the slot of another one. First of an idle one:
 * that which has been idle for longest at the address with the most idle sockets. Else of one that is being answered:
 * the newest at the address with the most requests, if these are more than the new socket's address has requests and
 * WebSockets. WebSockets give way by a rule of their own.
 *
 * <p>Where tokens say who asks, those on whose socket nobody has shown a good one go first: sockets and requests of
 * others give way only where there are none of theirs that do.
 *
 * <p>A socket of a trusted proxy carries the requests of many clients. It counts for the client of the request that is
 * being answered, or of its WebSocket. While it is idle it counts for nobody, and gives way after all other idle
 * sockets.
 *
 * <p>Where nobody gives way the new socket is a spare one: it may ask for the server's health, and for anything once a
 * slot is free. A new socket can always be a spare one: where there are too many, it replaces the oldest of the address
 * with the most spare sockets. Thread-safe.
 */
public final class Sockets {
    private enum Use {
        IDLE,
        REQUEST,
        WEBSOCKET
    }

    /** What one socket has for as long as it is open. */
    public final class Slot {
        private final boolean fromProxy;
        private AddressBlock client;
        private boolean known;
        private final Runnable giveWay;
        private Holdings<Slot> among;
        private Holdings.Holding<Slot> holding;
        private boolean gone;

        private Slot(AddressBlock client, boolean fromProxy, Holdings<Slot> among, Runnable giveWay) {
            this.client = client;
            this.fromProxy = fromProxy;
            this.giveWay = giveWay;
            this.among = among;
            this.holding = among.add(client, this);
        }

        /**
         * A request is being answered, or queued.
         *
         * @param whose the address of the client that has sent it
         * @return whether it may be any request, and not only a health check
         */
        public boolean asked(AddressBlock whose) {
            synchronized (Sockets.this) {
                client = whose;
                known &= !fromProxy;
                if (among == spare && taken() >= max) {
                    return false;
                }
                moveTo(Use.REQUEST);
                return true;
            }
        }

        /** The request that is being answered has brought a good token. */
        public void known() {
            synchronized (Sockets.this) {
                known = true;
                if (among == requests) {
                    moveTo(Use.REQUEST);
                }
            }
        }

        /** The request is answered: the socket is idle. */
        public void answered() {
            synchronized (Sockets.this) {
                if (among != spare) {
                    moveTo(Use.IDLE);
                }
            }
        }

        /** It is a WebSocket from now on. */
        public void upgraded() {
            synchronized (Sockets.this) {
                moveTo(Use.WEBSOCKET);
            }
        }

        /** The socket is closed. */
        public void close() {
            synchronized (Sockets.this) {
                leave();
            }
        }

        private void moveTo(Use use) {
            if (!gone) {
                among.remove(holding);
                among = of(use, fromProxy, known);
                holding = among.add(client, this);
            }
        }

        private void leave() {
            gone = true;
            among.remove(holding);
        }
    }

    private final int max;
    private final int maxSpare;
    private final Holdings<Slot> idle = new Holdings<>();
    private final Holdings<Slot> idleOfKnown = new Holdings<>();
    private final Holdings<Slot> idleOfProxies = new Holdings<>();
    private final Holdings<Slot> requests = new Holdings<>();
    private final Holdings<Slot> requestsOfKnown = new Holdings<>();
    private final Holdings<Slot> webSockets = new Holdings<>();
    private final Holdings<Slot> spare = new Holdings<>();

    /**
     * @param max how many sockets may be open, WebSockets included, but without spare ones
     * @param maxSpare how many spare ones may be open besides
     */
    public Sockets(int max, int maxSpare) {
        this.max = max;
        this.maxSpare = maxSpare;
    }

    /**
     * A new socket is open.
     *
     * @param client who is connected
     * @param fromProxy whether that is a trusted proxy
     * @param giveWay closes the socket soon, as another one gets its slot; called once at most, by any thread
     */
    public Slot open(AddressBlock client, boolean fromProxy, Runnable giveWay) {
        @Nullable Slot leaving;
        Slot slot;
        synchronized (this) {
            leaving = taken() < max ? null : whoGivesWayTo(client);
            boolean full = taken() >= max && leaving == null;
            if (full && spare.size() >= maxSpare) {
                leaving = spare.oldestOfMost();
            }
            if (leaving != null) {
                leaving.leave();
            }
            slot = new Slot(client, fromProxy, full ? spare : of(Use.IDLE, fromProxy, false), giveWay);
        }
        if (leaving != null) {
            leaving.giveWay.run();
        }
        return slot;
    }

    private @Nullable Slot whoGivesWayTo(AddressBlock client) {
        for (Holdings<Slot> idling : List.of(idle, idleOfKnown, idleOfProxies)) {
            if (!idling.isEmpty()) {
                return idling.oldestOfMost();
            }
        }
        int own = requests.of(client) + requestsOfKnown.of(client) + webSockets.of(client) + 1;
        for (Holdings<Slot> asking : List.of(requests, requestsOfKnown)) {
            if (asking.most() > own) {
                return asking.newestOfMost();
            }
        }
        return null;
    }

    private Holdings<Slot> of(Use use, boolean fromProxy, boolean known) {
        return switch (use) {
            case IDLE -> fromProxy ? idleOfProxies : known ? idleOfKnown : idle;
            case REQUEST -> known ? requestsOfKnown : requests;
            case WEBSOCKET -> webSockets;
        };
    }

    private int taken() {
        return idle.size()
                + idleOfKnown.size()
                + idleOfProxies.size()
                + requests.size()
                + requestsOfKnown.size()
                + webSockets.size();
    }
}
