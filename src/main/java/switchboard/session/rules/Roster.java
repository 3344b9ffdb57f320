package switchboard.session.rules;

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
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.rules.ParticipantList.Entry;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;

/**
 * Everybody who belongs to a session: each student of the list, and the instructors who joined, up to a limit. Anybody
 * may call themselves an instructor by any id, and one message is soon written. So only who is online and who created
 * the session keeps a slot; any other gives way to one who comes, and loses by it only the line in the list, until the
 * next join.
 *
 * <p>Who gives way: first those who have written nothing. Among these, and among the others, first those whose address
 * has most slots, the one who comes counted: so a crowd of invented users makes way for its own next member. No address
 * is known, and so none is shared, of whom only the store knows. Last, of those who have written nothing, who joined
 * first; of the others, who began to write last, so that who was there before a crowd stays.
 */
public final class Roster {
    /** After so long somebody may have left whose slot is needed. */
    private static final long RETRY_MS = 60_000;

    private final UserId creator;
    private final int maxInstructors;
    private Map<UserId, DisplayName> names = Map.of();
    private final Map<Joiner, Entry> entries = new HashMap<>();

    private final ParticipantList participants = new ParticipantList();

    /** Instructors, in the order in which they joined first. */
    private final Set<Entry> instructors = new LinkedHashSet<>();

    /** How many of those have come from an address. */
    private final Map<AddressBlock, Integer> slotsOf = new HashMap<>();

    /** How many instructors do not give way. */
    private int holding;

    /** Those whose first join is not in the store. */
    private final Set<Joiner> unnoted = new LinkedHashSet<>();

    /** Those who have given way, or are not in the list any more, and still stand in the store. */
    private final Set<Joiner> gone = new LinkedHashSet<>();

    private final Consumer<Set<UserId>> whenFull;

    /**
     * How many instructors were there when {@code whenFull} last heard that it is full; 0 where it heard that it is
     * not.
     */
    private int fullWith;

    /**
     * @param maxInstructors beyond which one who is not there gives way to one who comes
     * @param whenFull hears who is on the roster when no other instructor may come, and of nobody when one may again
     */
    public Roster(SessionInfo session, int maxInstructors, Consumer<Set<UserId>> whenFull) {
        this.creator = session.createdBy();
        this.maxInstructors = maxInstructors;
        this.whenFull = whenFull;
        enrol(session);
    }

    /**
     * Takes over the students of the session's list, and all names. Who is not in the list any more leaves it here,
     * too.
     */
    public void enrol(SessionInfo session) {
        names = session.names();
        Set<UserId> students = new HashSet<>(session.studentIds());
        for (Entry entry : participants.all()) {
            if (entry.joiner().role() == Role.STUDENT
                    && !students.contains(entry.joiner().user())) {
                remove(entry);
            }
        }
        for (UserId student : session.studentIds()) {
            Joiner joiner = new Joiner(student, Role.STUDENT);
            if (!entries.containsKey(joiner)) {
                add(joiner);
            }
        }
    }

    /** How somebody is shown; null where that is not known. */
    public @Nullable DisplayName nameOf(UserId user) {
        return names.get(user);
    }

    // ---- who is on it

    /** The entry of somebody who is there: a new one, unless there is one. */
    private Entry entry(Joiner joiner, AddressBlock client) {
        Entry known = entries.get(joiner);
        if (known != null) {
            return known;
        }
        if (joiner.role() == Role.INSTRUCTOR) {
            makeWay(client);
        }
        return add(joiner);
    }

    private Entry add(Joiner joiner) {
        Entry entry = participants.add(joiner);
        entries.put(joiner, entry);
        if (joiner.role() == Role.INSTRUCTOR) {
            instructors.add(entry);
            holding += holds(entry) ? 1 : 0;
        }
        gone.remove(joiner);
        return entry;
    }

    /** Removes who gives way to one who comes, as long as one more would be too many. */
    private void makeWay(AddressBlock client) {
        while (instructors.size() >= maxInstructors && holding < instructors.size()) {
            remove(Collections.min(whoGiveWay(), firstToGo(client)));
        }
    }

    /** Those who do not keep their slots, in the order in which they joined first. */
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
            slotsOf.computeIfPresent(entry.client, (same, slots) -> slots == 1 ? null : slots - 1);
        }
        if (client != null) {
            slotsOf.merge(client, 1, Integer::sum);
        }
        entry.client = client;
    }

    private void remove(Entry entry) {
        entries.remove(entry.joiner());
        instructors.remove(entry);
        came(entry, null);
        participants.remove(entry);
        unnoted.remove(entry.joiner());
        gone.add(entry.joiner());
    }

    private boolean holds(Entry entry) {
        return entry.isOnline() || entry.joiner().user().equals(creator);
    }

    /** Whether this user may come. An instructor may not if nobody gives way. */
    public boolean hasSlotFor(UserId user, Role role) {
        return role == Role.STUDENT
                || user.equals(creator)
                || !isFull()
                || entries.containsKey(new Joiner(user, Role.INSTRUCTOR));
    }

    /** Whether no instructor may come but those who are on the roster, and the creator. */
    public boolean isFull() {
        return instructors.size() >= maxInstructors && holding >= instructors.size();
    }

    /** The refusal where the roster is full. */
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
            instructors.forEach(entry -> users.add(entry.joiner().user()));
        }
        whenFull.accept(Collections.unmodifiableSet(users));
    }

    // ---- what is known of them

    /** Somebody is there now, and has come from this address. */
    void came(Joiner joiner, AddressBlock client) {
        Entry entry = entry(joiner, client);
        if (entry.joinedAt() == null) {
            unnoted.add(joiner);
        }
        if (joiner.role() == Role.INSTRUCTOR) {
            came(entry, client);
        }
        online(entry, true);
    }

    /** Somebody is not there any more. */
    void gone(Joiner joiner) {
        Entry entry = entries.get(joiner);
        if (entry != null) {
            online(entry, false);
        }
    }

    private void online(Entry entry, boolean online) {
        if (entry.isOnline() == online) {
            return;
        }
        boolean counts = entry.joiner().role() == Role.INSTRUCTOR;
        holding -= counts && holds(entry) ? 1 : 0;
        entry.online(online);
        holding += counts && holds(entry) ? 1 : 0;
        tellIfFull();
    }

    /** An instructor's message is in the log. Of one who is not on the roster the store tells, when that one joins. */
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
            if (known == null && join.role() == Role.STUDENT) {
                gone.add(joiner); // Was taken out of the list while nobody was here.
            } else {
                noted(known == null ? add(joiner) : known, join);
            }
        }
        whoGiveWay().stream()
                .sorted(firstToGo(null))
                .limit(Math.max(0, instructors.size() - maxInstructors))
                .forEach(this::remove);
        tellIfFull();
    }

    /** These first joins are in the store now. Those of users who gave way meanwhile are soon forgotten there. */
    public void noted(Collection<FirstJoin> joins) {
        for (FirstJoin join : joins) {
            Entry entry = entries.get(new Joiner(join.user(), join.role()));
            if (entry != null) {
                noted(entry, join);
            }
        }
    }

    private void noted(Entry entry, FirstJoin join) {
        entry.joinedAt(join.at());
        if (join.firstSeq() > 0) {
            entry.firstSeq = join.firstSeq();
        }
        unnoted.remove(entry.joiner());
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
    Set<Joiner> online() {
        return participants.online();
    }

    /** The list of participants (protocol.md, section 3). */
    public JsonPieces json() {
        return participants.json();
    }

    /** The same as this student may see it: themselves, and the instructors. */
    public JsonPieces jsonFor(UserId student) {
        return participants.jsonOf(
                joiner -> joiner.role() == Role.INSTRUCTOR || joiner.user().equals(student));
    }
}
