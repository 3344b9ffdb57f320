package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.JsonPieces;
import switchboard.protocol.Participant;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;

/**
 * Everybody who belongs to a session: each student of the list, and the instructors who joined, up to so many. Anybody may
 * call themselves an instructor by any id; so one who is not there and has written nothing gives way to one who comes, whoever
 * joined first goes first. Who is there, who has written and who created the session stays.
 *
 * <p>Holds the list as JSON in pieces, of which only those are made anew in which something has changed.
 */
final class Roll {
    /** Participants of one piece: large enough that pieces are few, small enough that one is made in microseconds. */
    private static final int PIECE = 32;

    /** Somebody on the roll. */
    static final class Entry {
        private final Joiner joiner;
        private int place;
        private boolean online;
        private boolean wrote;
        private @Nullable Instant joinedAt;

        private Entry(Joiner joiner, int place) {
            this.joiner = joiner;
            this.place = place;
        }

        Joiner joiner() {
            return joiner;
        }

        boolean online() {
            return online;
        }
    }

    private final UserId creator;
    private final int maxInstructors;
    private final Map<Joiner, Entry> entries = new HashMap<>();

    /** In the order of the list: the students first. */
    private final List<Entry> places = new ArrayList<>();

    /** Null where it is to be made anew. */
    private final List<byte @Nullable []> pieces = new ArrayList<>();

    /** Instructors, in the order in which they joined first. */
    private final Set<Entry> instructors = new LinkedHashSet<>();

    /** How many of those do not give way. */
    private int holding;

    /** Those whose first join is not in the store. */
    private final Set<Joiner> unnoted = new LinkedHashSet<>();

    /** Those who have given way, and still stand in the store. */
    private final Set<Joiner> gone = new LinkedHashSet<>();

    private final Consumer<Set<UserId>> whenFull;

    /** How many instructors were there when {@code whenFull} was last told of; 0 where it was told of room. */
    private int fullWith;

    /**
     * @param maxInstructors beyond which one who came and went gives way to one who comes
     * @param whenFull hears who is on the roll when no other instructor may come, and of nobody when one may again
     */
    Roll(List<UserId> students, UserId creator, int maxInstructors, Consumer<Set<UserId>> whenFull) {
        this.creator = creator;
        this.maxInstructors = maxInstructors;
        this.whenFull = whenFull;
        for (UserId student : students) {
            add(new Joiner(student, Role.STUDENT));
        }
    }

    // ---- who is on it

    /** The entry of somebody who is there: a new one, unless there is one. */
    private Entry entry(Joiner joiner) {
        Entry known = entries.get(joiner);
        if (known != null) {
            return known;
        }
        if (joiner.role() == Role.INSTRUCTOR) {
            makeRoom();
        }
        return add(joiner);
    }

    private Entry add(Joiner joiner) {
        Entry entry = new Entry(joiner, places.size());
        entries.put(joiner, entry);
        places.add(entry);
        changed(entry.place);
        if (joiner.role() == Role.INSTRUCTOR) {
            instructors.add(entry);
            holding += holds(entry) ? 1 : 0;
        }
        gone.remove(joiner);
        return entry;
    }

    /** Lets go who gives way, as long as one more would be too many. */
    private void makeRoom() {
        if (instructors.size() < maxInstructors || holding >= instructors.size()) {
            return;
        }
        List<Entry> giveWay = new ArrayList<>();
        int tooMany = instructors.size() + 1 - maxInstructors;
        for (Entry entry : instructors) {
            if (giveWay.size() == tooMany) {
                break;
            }
            if (!holds(entry)) {
                giveWay.add(entry);
            }
        }
        giveWay.forEach(this::remove);
    }

    /** The last one of the list takes the place that is free. */
    private void remove(Entry entry) {
        entries.remove(entry.joiner);
        instructors.remove(entry);
        Entry last = places.remove(places.size() - 1);
        changed(places.size());
        if (last != entry) {
            last.place = entry.place;
            places.set(entry.place, last);
            changed(entry.place);
        }
        if (places.size() % PIECE == 0) {
            pieces.remove(pieces.size() - 1);
        }
        unnoted.remove(entry.joiner);
        gone.add(entry.joiner);
    }

    private boolean holds(Entry entry) {
        return entry.online || entry.wrote || entry.joiner.user().equals(creator);
    }

    /** Whether a user who asks may come: an instructor whom nobody gives way to may not. */
    boolean hasPlaceFor(UserId user, Role role) {
        return role == Role.STUDENT
                || user.equals(creator)
                || !isFull()
                || entries.containsKey(new Joiner(user, Role.INSTRUCTOR));
    }

    /** Whether no instructor may come but those who are on the roll, and the creator. */
    boolean isFull() {
        return instructors.size() >= maxInstructors && holding >= instructors.size();
    }

    private void tellIfFull() {
        int now = isFull() ? instructors.size() : 0;
        if (now != fullWith) {
            fullWith = now;
            tellWhetherFull();
        }
    }

    /** Says again what {@code whenFull} heard last. */
    void tellWhetherFull() {
        Set<UserId> users = new HashSet<>();
        if (fullWith > 0) {
            instructors.forEach(entry -> users.add(entry.joiner.user()));
        }
        whenFull.accept(Collections.unmodifiableSet(users));
    }

    // ---- what is known of them

    /** Somebody is there now, or is not any more. */
    void online(Joiner joiner, boolean online) {
        Entry entry = online ? entry(joiner) : entries.get(joiner);
        if (entry == null) {
            return;
        }
        if (online && entry.joinedAt == null) {
            unnoted.add(joiner);
        }
        if (entry.online != online) {
            change(entry, () -> entry.online = online);
            tellIfFull();
        }
    }

    /** An instructor's message is in the log. One who is not on the roll has not joined. */
    void wrote(UserId instructor) {
        Entry entry = entries.get(new Joiner(instructor, Role.INSTRUCTOR));
        if (entry != null && !entry.wrote) {
            change(entry, () -> entry.wrote = true);
            tellIfFull();
        }
    }

    private void change(Entry entry, Runnable change) {
        boolean counts = entry.joiner.role() == Role.INSTRUCTOR;
        holding -= counts && holds(entry) ? 1 : 0;
        change.run();
        holding += counts && holds(entry) ? 1 : 0;
        changed(entry.place);
    }

    /** All that the store knows, before anybody comes. Of too many instructors those who joined last are kept. */
    void load(Collection<FirstJoin> joins) {
        List<FirstJoin> oldestFirst = new ArrayList<>(joins);
        oldestFirst.sort(Comparator.comparing(FirstJoin::at));
        for (FirstJoin join : oldestFirst) {
            joinedAt(entry(new Joiner(join.user(), join.role())), join.at());
        }
    }

    /** These first joins are in the store now; of whom has given way meanwhile, not for long. */
    void noted(Collection<FirstJoin> joins) {
        for (FirstJoin join : joins) {
            Entry entry = entries.get(new Joiner(join.user(), join.role()));
            if (entry != null) {
                joinedAt(entry, join.at());
            }
        }
    }

    private void joinedAt(Entry entry, Instant at) {
        entry.joinedAt = at;
        unnoted.remove(entry.joiner);
        changed(entry.place);
    }

    /** These are not in the store any more. */
    void forgotten(Collection<Joiner> joiners) {
        gone.removeAll(joiners);
    }

    /** Whose first join the store does not know yet, as far as is known here. */
    List<Joiner> unnoted() {
        return List.copyOf(unnoted);
    }

    /** Whom the store need not know any more. */
    List<Joiner> gone() {
        return List.copyOf(gone);
    }

    /** Those who are there. */
    Set<Joiner> online() {
        Set<Joiner> online = new LinkedHashSet<>();
        for (Entry entry : places) {
            if (entry.online) {
                online.add(entry.joiner);
            }
        }
        return online;
    }

    // ---- the list

    /** The list of participants (protocol.md, section 3). */
    JsonPieces json() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i) == null) {
                pieces.set(i, piece(i));
            }
        }
        return JsonPieces.array(pieces);
    }

    private byte[] piece(int number) {
        List<Participant> participants = new ArrayList<>(PIECE);
        int end = Math.min((number + 1) * PIECE, places.size());
        for (int place = number * PIECE; place < end; place++) {
            Entry entry = places.get(place);
            participants.add(new Participant(entry.joiner.user(), entry.joiner.role(), entry.online, entry.joinedAt));
        }
        return JsonPieces.elements(participants);
    }

    private void changed(int place) {
        int piece = place / PIECE;
        if (piece == pieces.size()) {
            pieces.add(null);
        } else if (piece < pieces.size()) {
            pieces.set(piece, null);
        }
    }
}
