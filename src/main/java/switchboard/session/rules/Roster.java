package switchboard.session.rules;

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
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Participant;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;

/**
 * Everybody who belongs to a session: each student of the list, and the instructors who joined, up to so many. Anybody
 * may call themselves an instructor by any id, and one message is soon written; so only who is there and who created
 * the session keeps a place, and any other gives way to one who comes. All that such a one loses is the line in the
 * list, until the next join.
 *
 * <p>Who has written nothing goes first. Then whose address has most places, the one who comes counted: a crowd that
 * somebody made up goes before others, and makes room for its next member itself. Of whom only the store knows, no
 * address is known, and none is shared. At last, of those who have written nothing, who joined first; of the others,
 * who began to write last, so that who was there before a crowd stays.
 *
 * <p>Holds the list as JSON in pieces, of which only those are made anew in which something has changed.
 */
public final class Roster {
    /** Participants of one piece: large enough that pieces are few, small enough that one is made in microseconds. */
    private static final int PIECE = 32;

    /** When somebody may have left whose place one needs who finds all taken. */
    private static final long RETRY_MS = 60_000;

    /** Somebody on the roll. */
    public static final class Entry {
        private final Joiner joiner;
        private int place;
        private boolean online;
        /** Where the first message stands; 0 where none is known. */
        private long firstSeq;

        private @Nullable Instant joinedAt;
        /** From where an instructor came last; null where only the store knows of the joins. */
        private @Nullable AddressBlock client;

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

    /** How many of those have come from an address. */
    private final Map<AddressBlock, Integer> slotsOf = new HashMap<>();

    /** How many instructors do not give way. */
    private int holding;

    /** Those whose first join is not in the store. */
    private final Set<Joiner> unnoted = new LinkedHashSet<>();

    /** Those who have given way, and still stand in the store. */
    private final Set<Joiner> gone = new LinkedHashSet<>();

    private final Consumer<Set<UserId>> whenFull;

    /** How many instructors were there when {@code whenFull} was last told of; 0 where it was told of room. */
    private int fullWith;

    /**
     * @param maxInstructors beyond which one who is not there gives way to one who comes
     * @param whenFull hears who is on the roll when no other instructor may come, and of nobody when one may again
     */
    public Roster(List<UserId> students, UserId creator, int maxInstructors, Consumer<Set<UserId>> whenFull) {
        this.creator = creator;
        this.maxInstructors = maxInstructors;
        this.whenFull = whenFull;
        for (UserId student : students) {
            add(new Joiner(student, Role.STUDENT));
        }
    }

    // ---- who is on it

    /** The entry of somebody who is there: a new one, unless there is one. */
    private Entry entry(Joiner joiner, AddressBlock client) {
        Entry known = entries.get(joiner);
        if (known != null) {
            return known;
        }
        if (joiner.role() == Role.INSTRUCTOR) {
            makeRoom(client);
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

    /** Lets go who gives way to one who comes, as long as one more would be too many. */
    private void makeRoom(AddressBlock client) {
        while (instructors.size() >= maxInstructors && holding < instructors.size()) {
            remove(Collections.min(whoGiveWay(), firstToGo(client)));
        }
    }

    /** Those who do not hold their places, in the order in which they joined first. */
    private List<Entry> whoGiveWay() {
        return instructors.stream().filter(entry -> !holds(entry)).toList();
    }

    /** @param client from where one comes to whom they give way; null for nobody */
    private Comparator<Entry> firstToGo(@Nullable AddressBlock client) {
        return Comparator.comparing((Entry entry) -> entry.firstSeq > 0)
                .thenComparingInt(entry -> -slotsLike(entry, client))
                .thenComparingLong(entry -> -entry.firstSeq);
    }

    private int slotsLike(Entry entry, @Nullable AddressBlock client) {
        if (entry.client == null) {
            return 1;
        }
        return slotsOf.getOrDefault(entry.client, 0) + (entry.client.equals(client) ? 1 : 0);
    }

    private void came(Entry entry, @Nullable AddressBlock client) {
        if (entry.client != null) {
            slotsOf.computeIfPresent(entry.client, (same, places) -> places == 1 ? null : places - 1);
        }
        if (client != null) {
            slotsOf.merge(client, 1, Integer::sum);
        }
        entry.client = client;
    }

    /** The last one of the list takes the place that is free. */
    private void remove(Entry entry) {
        entries.remove(entry.joiner);
        instructors.remove(entry);
        came(entry, null);
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
        return entry.online || entry.joiner.user().equals(creator);
    }

    /** Whether a user who asks may come: an instructor whom nobody gives way to may not. */
    public boolean hasSlotFor(UserId user, Role role) {
        return role == Role.STUDENT
                || user.equals(creator)
                || !isFull()
                || entries.containsKey(new Joiner(user, Role.INSTRUCTOR));
    }

    /** Whether no instructor may come but those who are on the roll, and the creator. */
    public boolean isFull() {
        return instructors.size() >= maxInstructors && holding >= instructors.size();
    }

    /** All of one session are there, but maybe its creator, who keeps a place. */
    public static Refused tooManyInstructors(int max) {
        return Refusal.UNAVAILABLE
                .because(max
                        + " instructors are in this session, its creator counted, as many as may; come back when one has"
                        + " left")
                .with("retry_after_ms", RETRY_MS);
    }

    private void tellIfFull() {
        int now = isFull() ? instructors.size() : 0;
        if (now != fullWith) {
            fullWith = now;
            tellWhetherFull();
        }
    }

    /** Says again what {@code whenFull} heard last. */
    public void tellWhetherFull() {
        Set<UserId> users = new HashSet<>();
        if (fullWith > 0) {
            instructors.forEach(entry -> users.add(entry.joiner.user()));
        }
        whenFull.accept(Collections.unmodifiableSet(users));
    }

    // ---- what is known of them

    /** Somebody is there now, and has come from this address. */
    public void came(Joiner joiner, AddressBlock client) {
        Entry entry = entry(joiner, client);
        if (entry.joinedAt == null) {
            unnoted.add(joiner);
        }
        if (joiner.role() == Role.INSTRUCTOR) {
            came(entry, client);
        }
        online(entry, true);
    }

    /** Somebody is not there any more. */
    public void gone(Joiner joiner) {
        Entry entry = entries.get(joiner);
        if (entry != null) {
            online(entry, false);
        }
    }

    private void online(Entry entry, boolean online) {
        if (entry.online == online) {
            return;
        }
        boolean counts = entry.joiner.role() == Role.INSTRUCTOR;
        holding -= counts && holds(entry) ? 1 : 0;
        entry.online = online;
        holding += counts && holds(entry) ? 1 : 0;
        changed(entry.place);
        tellIfFull();
    }

    /** An instructor's message is in the log. Of one who is not on the roll the store tells, when that one joins. */
    public void wrote(UserId instructor, long seq) {
        Entry entry = entries.get(new Joiner(instructor, Role.INSTRUCTOR));
        if (entry != null && entry.firstSeq == 0) {
            entry.firstSeq = seq;
        }
    }

    /** All that the store knows, before anybody comes. */
    public void load(Collection<FirstJoin> joins) {
        List<FirstJoin> oldestFirst = new ArrayList<>(joins);
        oldestFirst.sort(Comparator.comparing(FirstJoin::at));
        for (FirstJoin join : oldestFirst) {
            Joiner joiner = new Joiner(join.user(), join.role());
            Entry known = entries.get(joiner);
            noted(known == null ? add(joiner) : known, join);
        }
        whoGiveWay().stream()
                .sorted(firstToGo(null))
                .limit(Math.max(0, instructors.size() - maxInstructors))
                .forEach(this::remove);
        tellIfFull();
    }

    /** These first joins are in the store now; of whom has given way meanwhile, not for long. */
    public void noted(Collection<FirstJoin> joins) {
        for (FirstJoin join : joins) {
            Entry entry = entries.get(new Joiner(join.user(), join.role()));
            if (entry != null) {
                noted(entry, join);
            }
        }
    }

    private void noted(Entry entry, FirstJoin join) {
        entry.joinedAt = join.at();
        if (join.firstSeq() > 0) {
            entry.firstSeq = join.firstSeq();
        }
        unnoted.remove(entry.joiner);
        changed(entry.place);
    }

    /** These are not in the store any more. */
    public void forgotten(Collection<Joiner> joiners) {
        gone.removeAll(joiners);
    }

    /** Whose first join the store does not know yet, as far as is known here. */
    public List<Joiner> unnoted() {
        return List.copyOf(unnoted);
    }

    /** Whom the store need not know any more. */
    public List<Joiner> toForget() {
        return List.copyOf(gone);
    }

    /** Those who are there. */
    public Set<Joiner> online() {
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
    public JsonPieces json() {
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
