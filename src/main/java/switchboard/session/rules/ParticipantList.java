package switchboard.session.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Participant;
import switchboard.store.Joiner;

/**
 * The list of participants (protocol.md, section 3) in the order in which they were added, and as JSON in pieces. Only
 * pieces in which something has changed are made anew.
 */
final class ParticipantList {
    /** Participants of one piece: large enough that pieces are few, small enough that one is made in microseconds. */
    private static final int PIECE = 32;

    /** Somebody in the list. */
    final class Entry {
        private final Joiner joiner;
        private int index;
        private boolean online;
        private @Nullable Instant joinedAt;

        /** Where an instructor's first message stands; 0 where none is known. */
        long firstSeq;

        /** From where an instructor came last; null where only the store knows of the joins. */
        @Nullable
        AddressBlock client;

        private Entry(Joiner joiner, int index) {
            this.joiner = joiner;
            this.index = index;
        }

        Joiner joiner() {
            return joiner;
        }

        boolean isOnline() {
            return online;
        }

        void online(boolean online) {
            this.online = online;
            changed(index);
        }

        /** The first join; null where none is known. */
        @Nullable
        Instant joinedAt() {
            return joinedAt;
        }

        void joinedAt(Instant at) {
            joinedAt = at;
            changed(index);
        }

        private Participant participant() {
            return new Participant(joiner.user(), joiner.role(), online, joinedAt);
        }
    }

    private final List<Entry> inOrder = new ArrayList<>();

    /** Null for a piece that is to be made anew. */
    private final List<byte @Nullable []> pieces = new ArrayList<>();

    /** Adds one at the end. */
    Entry add(Joiner joiner) {
        Entry entry = new Entry(joiner, inOrder.size());
        inOrder.add(entry);
        changed(entry.index);
        return entry;
    }

    /** Takes one out; the others keep their order. */
    void remove(Entry entry) {
        inOrder.remove(entry.index);
        for (int index = entry.index; index < inOrder.size(); index++) {
            inOrder.get(index).index = index;
        }
        for (int piece = entry.index / PIECE; piece < pieces.size(); piece++) {
            pieces.set(piece, null);
        }
        if (inOrder.size() % PIECE == 0) {
            pieces.remove(pieces.size() - 1);
        }
    }

    /** All who are in it now. */
    List<Entry> all() {
        return List.copyOf(inOrder);
    }

    /** Those who are there. */
    Set<Joiner> online() {
        Set<Joiner> online = new LinkedHashSet<>();
        for (Entry entry : inOrder) {
            if (entry.online) {
                online.add(entry.joiner);
            }
        }
        return online;
    }

    JsonPieces json() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i) == null) {
                pieces.set(i, piece(i));
            }
        }
        return JsonPieces.array(pieces);
    }

    /** Of those whom the test lets pass. */
    JsonPieces jsonOf(Predicate<Joiner> test) {
        List<Participant> participants = new ArrayList<>();
        for (Entry entry : inOrder) {
            if (test.test(entry.joiner)) {
                participants.add(entry.participant());
            }
        }
        return JsonPieces.array(participants.isEmpty() ? List.of() : List.of(JsonPieces.elements(participants)));
    }

    private byte[] piece(int number) {
        List<Participant> participants = new ArrayList<>(PIECE);
        int end = Math.min((number + 1) * PIECE, inOrder.size());
        for (int index = number * PIECE; index < end; index++) {
            participants.add(inOrder.get(index).participant());
        }
        return JsonPieces.elements(participants);
    }

    private void changed(int index) {
        int piece = index / PIECE;
        if (piece == pieces.size()) {
            pieces.add(null);
        } else {
            pieces.set(piece, null);
        }
    }
}
