package switchboard.connection;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.session.Lesson;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.StoredSize;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/**
 * The log of one session in memory, with the promises of the writer and the readers and nothing more: it works when
 * told to, in groups and pages of any size, and loses answers and readings as they may be lost. Used by one thread.
 */
final class SimulatedStore {
    private final StoredSession session;
    private final Random random;
    private final List<Message> log = new ArrayList<>();
    private final Map<MessageId, Message> stored = new HashMap<>();
    private final Deque<Writer.Command> toWrite = new ArrayDeque<>();
    private final Deque<History.Read> toRead = new ArrayDeque<>();
    private final Set<ActorRef<?>> holdsPage = new HashSet<>();
    private long storedBytes;
    private @Nullable Instant endedAt;

    SimulatedStore(StoredSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    Behavior<Writer.Command> writer() {
        return Behaviors.receiveMessage(command -> {
            toWrite.add(command);
            return Behaviors.same();
        });
    }

    Behavior<History.Command> history() {
        return Behaviors.setup(context -> Behaviors.receive(History.Command.class)
                .onMessage(History.FindSession.class, find -> {
                    Instant end = endedAt;
                    find.replyTo()
                            .tell(new History.Found(Optional.of(
                                    end == null
                                            ? session
                                            : session.ended(session.info().endedAt(end)))));
                    return Behaviors.same();
                })
                .onMessage(History.Read.class, read -> {
                    context.watch(read.replyTo());
                    holdsPage.remove(read.replyTo());
                    toRead.removeIf(older -> older.replyTo().equals(read.replyTo()));
                    toRead.add(read);
                    return Behaviors.same();
                })
                .onMessage(History.PageTaken.class, taken -> {
                    holdsPage.remove(taken.reader());
                    return Behaviors.same();
                })
                .onSignal(Terminated.class, gone -> {
                    holdsPage.remove(gone.getRef());
                    toRead.removeIf(read -> read.replyTo().equals(gone.getRef()));
                    return Behaviors.same();
                })
                .build());
    }

    List<Message> log() {
        return log;
    }

    long head() {
        return log.size();
    }

    /** Readers whose page was not given back. */
    Set<ActorRef<?>> pagesHeld() {
        return holdsPage;
    }

    boolean isIdle() {
        return toWrite.isEmpty() && toRead.isEmpty();
    }

    /** Commits some of what waits. Now and then the outcome is unknown to the one who asked. */
    void commitAGroup() {
        Map<ActorRef<? super Writer.Outcomes>, List<AppendOutcome>> outcomes = new LinkedHashMap<>();
        for (int left = 1 + random.nextInt(8); left > 0 && !toWrite.isEmpty(); left--) {
            Writer.Command command = toWrite.remove();
            if (command instanceof Writer.Append append) {
                outcomes.computeIfAbsent(append.replyTo(), unseen -> new ArrayList<>())
                        .add(append(append.message()));
                continue;
            }
            // Answers leave in the order in which all came.
            tell(outcomes);
            if (command instanceof Writer.ReadHead read) {
                read.replyTo().tell(StoreSamples.headRead(head(), storedBytes, endedAt));
            } else if (command instanceof Writer.EndSession end) {
                endedAt = Lesson.NOON;
                end.replyTo().tell(new Writer.Ended(session.info().endedAt(endedAt), head()));
            } else if (command instanceof Writer.NoteJoins note) {
                note.replyTo()
                        .tell(new Writer.JoinsNoted(note.joined().stream()
                                .map(joiner -> StoreSamples.firstJoin(joiner.user(), joiner.role(), Lesson.NOON))
                                .toList()));
            }
        }
        tell(outcomes);
    }

    private void tell(Map<ActorRef<? super Writer.Outcomes>, List<AppendOutcome>> outcomes) {
        outcomes.forEach((replyTo, some) -> replyTo.tell(new Writer.Outcomes(some)));
        outcomes.clear();
    }

    private AppendOutcome append(NewMessage message) {
        Message known = message.resubmitted() ? stored.get(message.id()) : null;
        if (known != null) {
            return new AppendOutcome.Appended(known);
        }
        if (endedAt != null) {
            return new AppendOutcome.Rejected(message.id(), Refusal.SESSION_ENDED);
        }
        int luck = random.nextInt(100);
        if (luck == 0) {
            return new AppendOutcome.Rejected(message.id(), Refusal.BUSY);
        }
        if (luck == 1) {
            return new AppendOutcome.Failed(message.id(), random.nextBoolean());
        }
        Message committed = message.inLog(session.info().id(), head() + 1, Lesson.NOON);
        if (stored.put(message.id(), committed) != null) {
            throw new AssertionError("resubmitted without saying so: " + message);
        }
        log.add(committed);
        storedBytes += StoredSize.of(committed.content());
        return luck == 2 ? new AppendOutcome.Failed(message.id(), true) : new AppendOutcome.Appended(committed);
    }

    /** Reads one page for the one whose turn it is, unless it cannot be read. */
    void readAPage() {
        History.Read read = toRead.poll();
        if (read == null) {
            return;
        }
        if (random.nextInt(20) == 0) {
            read.replyTo().tell(new History.ReadFailed(Trouble.DISK_FAILS));
            return;
        }
        List<EncodedMessage> page = new ArrayList<>();
        int most = 1 + random.nextInt(12);
        long upTo = read.upTo();
        for (long seq = read.after() + 1; seq <= Math.min(read.upTo(), head()); seq++) {
            Message message = log.get((int) seq - 1);
            if (read.view().shows(message)) {
                page.add(FrameWriter.message(message));
                if (page.size() == most) {
                    upTo = seq;
                    break;
                }
            }
        }
        holdsPage.add(read.replyTo());
        read.replyTo().tell(new History.Page(read.after(), upTo, read.upTo(), page));
    }
}
