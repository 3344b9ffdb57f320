package switchboard.http.guard;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.shares.Holdings;

/**
 * The places of all open sockets. Where all are taken, a new one gets the place of one that can do without: of a socket
 * that nothing is asked on, the one that was so for longest at the address with most of those; or else of a request,
 * where its address has more of them than the new one has of everything. WebSockets give way by a rule of their own.
 *
 * <p>By a socket of a trusted proxy the requests of many come: it counts for whose request it has just now, or whose
 * WebSocket it is. While nothing is asked on it it is nobody's, and gives way after all others on which nothing is.
 *
 * <p>Where nobody gives way the new socket is a spare one: it may ask for the server's health, and for anything once a
 * place is free. There are always spare ones to be had, since a new one takes the place of another spare one, again of
 * the address that has most of them. Thread-safe.
 */
public final class Sockets {
    private enum Use {
        NOTHING,
        REQUEST,
        WEBSOCKET
    }

    /** The place of one socket, for as long as that is open. */
    final class Place {
        private final boolean fromProxy;
        private AddressBlock client;
        private final Runnable giveWay;
        private Holdings<Place> among;
        private Holdings.Holding<Place> holding;
        private boolean gone;

        private Place(AddressBlock client, boolean fromProxy, Holdings<Place> among, Runnable giveWay) {
            this.client = client;
            this.fromProxy = fromProxy;
            this.giveWay = giveWay;
            this.among = among;
            this.holding = among.add(client, this);
        }

        /**
         * A request is being answered. Returns whether it may be anything, not just a look at the health.
         *
         * @param whose the client's who has sent it
         */
        boolean asked(AddressBlock whose) {
            synchronized (Sockets.this) {
                client = whose;
                if (among == spare && taken() >= max) {
                    return false;
                }
                moveTo(Use.REQUEST);
                return true;
            }
        }

        /** The request is answered. */
        void answered() {
            synchronized (Sockets.this) {
                if (among != spare) {
                    moveTo(Use.NOTHING);
                }
            }
        }

        /** It is a WebSocket from now on. */
        void upgraded() {
            synchronized (Sockets.this) {
                moveTo(Use.WEBSOCKET);
            }
        }

        /** The socket is closed. */
        void close() {
            synchronized (Sockets.this) {
                leave();
            }
        }

        private void moveTo(Use use) {
            if (!gone) {
                among.remove(holding);
                among = of(use, fromProxy);
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
    private final Holdings<Place> idle = new Holdings<>();
    private final Holdings<Place> idleOfProxies = new Holdings<>();
    private final Holdings<Place> requests = new Holdings<>();
    private final Holdings<Place> webSockets = new Holdings<>();
    private final Holdings<Place> spare = new Holdings<>();

    /** @param maxSpare beside {@code max} */
    public Sockets(int max, int maxSpare) {
        this.max = max;
        this.maxSpare = maxSpare;
    }

    /**
     * A new socket.
     *
     * @param client who is connected
     * @param fromProxy whether that is a trusted proxy
     * @param giveWay has the socket close soon; called at most once, by any thread
     */
    Place open(AddressBlock client, boolean fromProxy, Runnable giveWay) {
        @Nullable Place leaving;
        Place place;
        synchronized (this) {
            leaving = taken() < max ? null : whoGivesWayTo(client);
            boolean full = taken() >= max && leaving == null;
            if (full && spare.size() >= maxSpare) {
                leaving = spare.oldestOfMost();
            }
            if (leaving != null) {
                leaving.leave();
            }
            place = new Place(client, fromProxy, full ? spare : of(Use.NOTHING, fromProxy), giveWay);
        }
        if (leaving != null) {
            leaving.giveWay.run();
        }
        return place;
    }

    private @Nullable Place whoGivesWayTo(AddressBlock client) {
        if (!idle.isEmpty()) {
            return idle.oldestOfMost();
        }
        if (!idleOfProxies.isEmpty()) {
            return idleOfProxies.oldestOfMost();
        }
        int own = requests.of(client) + webSockets.of(client) + 1;
        return requests.most() > own ? requests.newestOfMost() : null;
    }

    private Holdings<Place> of(Use use, boolean fromProxy) {
        return switch (use) {
            case NOTHING -> fromProxy ? idleOfProxies : idle;
            case REQUEST -> requests;
            case WEBSOCKET -> webSockets;
        };
    }

    private int taken() {
        return idle.size() + idleOfProxies.size() + requests.size() + webSockets.size();
    }
}
