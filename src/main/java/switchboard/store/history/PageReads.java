package switchboard.store.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import switchboard.protocol.values.Role;
import switchboard.store.Trouble;
import switchboard.store.history.PageQueue.Reader;
import switchboard.store.history.SharedBatches.Place;

/**
 * Who waits for a page, and from what it is made: from what was read for others already, from what is being read for
 * others, or from a batch of its own. Belongs to the actor, which it has watch everybody who waits or holds a page.
 */
final class PageReads {
    /**
     * One batch of a log that a thread reads.
     *
     * @param read what it was begun for
     * @param whole whether it is for whoever reads there, and not for the one view only
     * @param readers who waits for it; others may join them while it is under way, if it is whole
     */
    record Reading(History.PageCommand read, boolean whole, List<Reader<History.PageCommand>> readers) {
        Place place() {
            return PageReads.place(read);
        }
    }

    /** The same to all incarnations: whoever watches somebody already may do so again with an equal message only. */
    record ReaderGone(ActorRef<? super History.ReadReply> reader) implements History.Command {}

    /**
     * Students of one session, waiting at the same time, from which on the whole log is read for all of them. A row of
     * the whole takes some ten times the CPU of one that the database filters out ({@code ReadBenchmark}), and most
     * rows are not for a student.
     */
    private static final int STUDENTS_WHO_SHARE = 8;

    private final ActorContext<History.Command> context;
    private final LogBatchReader batchReader;
    private final ReadThreads threads;

    /** Everybody in it is watched, and nobody else. */
    private final PageQueue<History.PageCommand> pages;

    private final SharedBatches<Reading> batches;

    PageReads(
            ActorContext<History.Command> context,
            HistorySettings settings,
            LogBatchReader batchReader,
            ReadThreads threads) {
        this.context = context;
        this.batchReader = batchReader;
        this.threads = threads;
        this.pages = new PageQueue<>(settings.pageBytes(), settings.inFlightBytes());
        this.batches = new SharedBatches<>(settings.sharedBytes());
    }

    /** Puts a question behind those that wait; it gives the former page of the same reader back. */
    void ask(History.PageCommand read) {
        Reader<History.PageCommand> reader = pages.find(read.replyTo());
        if (reader == null) {
            reader = pages.add(read.replyTo(), read.client());
            context.watchWith(read.replyTo(), new ReaderGone(read.replyTo()));
        }
        pages.ask(reader, read.session().number(), read);
    }

    /** The page that a reader got last is not held any more. */
    void taken(ActorRef<? super History.ReadReply> replyTo) {
        Reader<History.PageCommand> reader = pages.find(replyTo);
        if (reader != null && pages.taken(reader)) {
            context.unwatch(replyTo);
        }
    }

    void gone(ActorRef<? super History.ReadReply> replyTo) {
        Reader<History.PageCommand> reader = pages.find(replyTo);
        if (reader != null) {
            pages.gone(reader);
        }
    }

    /** Serves the reader that is next; needs a free thread. False where nobody waits who may be served. */
    boolean serveNext() {
        Reader<History.PageCommand> reader = pages.next();
        if (reader == null) {
            return false;
        }
        serve(reader);
        return true;
    }

    /** Where nobody reads, what was read for several is let go of. */
    void forgetWhatNobodyReads() {
        if (pages.isEmpty()) {
            batches.forget();
        }
    }

    /** Gives a reader what was read for others already, or lets it wait with others, or has a thread read for it. */
    private void serve(Reader<History.PageCommand> reader) {
        History.PageCommand asked = reader.asked();
        if (!(asked instanceof History.Read read)) {
            begin(new Reading(asked, false, List.of(reader)));
            return;
        }
        LogBatch found = batches.find(place(read), read.upTo());
        Reading underWay = batches.reading(place(read));
        if (found != null) {
            deliver(found, reader);
        } else if (underWay != null) {
            underWay.readers().add(reader);
        } else {
            begin(new Reading(read, seesMost(read), new ArrayList<>(List.of(reader))));
        }
    }

    /** Whether the whole log is to be read for this reader and those who wait with it. */
    private boolean seesMost(History.Read read) {
        return read.view().role() == Role.INSTRUCTOR
                || pages.waiting(read.session().number()) >= STUDENTS_WHO_SHARE;
    }

    private static Place place(History.PageCommand read) {
        return new Place(read.session().number(), read.after());
    }

    private void begin(Reading reading) {
        if (reading.whole()) {
            batches.begin(reading.place(), reading);
        }
        threads.run(
                () -> batchReader.read(reading.read(), reading.whole()),
                batch -> new ReadThreads.BatchRead(threads, reading, batch),
                failure -> new ReadThreads.BatchNotRead(threads, reading, failure));
    }

    /** A batch has come: everybody who waits for it gets a page of it. */
    void read(Reading reading, LogBatch batch) {
        if (reading.whole()) {
            batches.done(reading.place(), batch);
        }
        for (Reader<History.PageCommand> reader : reading.readers()) {
            deliver(batch, reader);
        }
    }

    /** A batch cannot be read: everybody who waits for it is told so. */
    void notRead(Reading reading, Trouble trouble) {
        if (reading.whole()) {
            batches.failed(reading.place());
        }
        for (Reader<History.PageCommand> reader : reading.readers()) {
            answer(reader, new History.ReadFailed(trouble), pages::notRead);
        }
    }

    private void deliver(LogBatch batch, Reader<History.PageCommand> reader) {
        History.PageCommand asked = reader.asked();
        History.Page page = batch.page(asked.view(), asked instanceof History.Read read ? read.upTo() : batch.end());
        answer(reader, page, answered -> pages.read(answered, page.bytes()));
    }

    /** @param settle tells the queue, and returns whether it has forgotten the reader by that */
    private void answer(
            Reader<History.PageCommand> reader,
            History.ReadReply reply,
            Predicate<Reader<History.PageCommand>> settle) {
        ActorRef<? super History.ReadReply> replyTo = reader.asked().replyTo();
        if (!reader.gone()) {
            replyTo.tell(reply);
        }
        if (settle.test(reader)) {
            context.unwatch(replyTo);
        }
    }

    /** Answers all who wait as failed: nobody is to wait for an answer that nobody will give. */
    void failAll(Trouble trouble) {
        pages.unanswered().forEach(read -> read.replyTo().tell(new History.ReadFailed(trouble)));
    }
}
